import { CallSite } from './call-site';
import { settleStack } from './settle-stack';

function entry(): CallSite {
  return new CallSite(entry);
}

describe('an error of a call', () => {
  const { prepareStackTrace } = Error;
  afterEach(() => {
    Error.prepareStackTrace = prepareStackTrace;
  });

  it('has the stack of the call', () => {
    const error = new TypeError('wrong');
    entry().applyTo(error);
    expect(error.stack).toMatch(/^TypeError: wrong\n {4}at /);
  });

  it.each<[string, (error: Error, calls: NodeJS.CallSite[]) => unknown]>([
    [
      'throws',
      () => {
        throw new Error('foreign');
      },
    ],
    ['gives the calls themselves', (_, calls) => calls],
    ['gives nothing', () => undefined],
  ])('goes without where Error.prepareStackTrace of the application %s', (_, prepare) => {
    const call = entry();
    Error.prepareStackTrace = prepare;
    const error = new TypeError('wrong');
    expect(() => call.applyTo(error)).not.toThrow();
    expect(() => settleStack(error)).not.toThrow();
    expect(error.message).toBe('wrong');
  });

  it('goes without where it refuses every property', () => {
    const { proxy, revoke } = Proxy.revocable(new Error('hidden'), {});
    revoke();
    expect(() => entry().applyTo(proxy)).not.toThrow();
  });
});
