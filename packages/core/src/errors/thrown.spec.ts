import { runInNewContext } from 'node:vm';
import { asError, ignoreRejection, disownAll, isError, isInstance, messageOf, textOf } from './thrown';

function refusingProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function refusingError(): Error {
  return Object.defineProperty(new Error('hidden'), 'message', {
    get() {
      throw new Error('even this');
    },
  });
}

describe('what foreign code threw', () => {
  it('is an error where it says so, and none where it refuses to be asked', () => {
    expect([new TypeError('wrong'), 'text', undefined, refusingProxy()].map(isError)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(isInstance(new TypeError('wrong'), TypeError)).toBe(true);
    expect(isInstance(refusingProxy(), TypeError)).toBe(false);
  });

  it('is an error in every realm', () => {
    const foreign: unknown = runInNewContext("new TypeError('said')");
    expect([isError(foreign), messageOf(foreign), asError(foreign) === foreign]).toEqual([true, 'said', true]);
  });

  it('knows the reason of an aborted signal of any realm', () => {
    // Jest's own realm has an `Error` of its own, and the `AbortSignal` of Node.
    const { reason } = AbortSignal.abort() as { reason: Error };
    expect(reason instanceof Error).toBe(false);
    expect([isError(reason), asError(reason) === reason]).toEqual([true, true]);
  });

  it('has a message, whatever it is', () => {
    const thrown = [new Error('said'), 'said', undefined, refusingProxy(), refusingError()];
    const nothing = 'an object without a text';
    expect(thrown.map(messageOf)).toEqual(['said', 'said', 'undefined', nothing, nothing]);
    expect(textOf(refusingProxy())).toBe(nothing);
  });

  it('is made an error where one is needed, with the thing itself as its cause', () => {
    const error = new Error('said');
    const proxy = refusingProxy();
    expect(asError(error)).toBe(error);
    expect(asError('said')).toMatchObject({ message: 'said', cause: 'said' });
    expect(Object.is(asError(proxy).cause, proxy)).toBe(true);
  });
});

describe('a promise that is refused as a value', () => {
  it('does not end the process when it is rejected', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    ignoreRejection(Promise.reject(new Error('forgotten')));
    disownAll([1, Promise.reject(new Error('forgotten')), [null, [Promise.reject(new Error('forgotten'))]]]);
    await new Promise((resolve) => setImmediate(resolve));
    process.removeListener('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('is not asked for anything where it is another thenable, which may begin its work then', () => {
    const then = jest.fn();
    for (const value of [{ then }, refusingProxy(), undefined, 1]) ignoreRejection(value);
    expect(then).not.toHaveBeenCalled();
  });
});
