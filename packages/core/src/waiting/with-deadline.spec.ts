import { TimeoutError } from '../errors/async-cassandra-error';
import { getEventListeners } from 'node:events';
import { withDeadline } from './with-deadline';

describe('withDeadline', () => {
  it("has the promise's outcome while the signal is not aborted", async () => {
    const { signal } = new AbortController();
    expect(await withDeadline(Promise.resolve(1), { signal })).toBe(1);
    expect(await withDeadline(Promise.resolve(1), {})).toBe(1);
    await expect(withDeadline(Promise.reject(new Error('lost')), { signal })).rejects.toThrow('lost');
  });

  it("rejects with the signal's reason, before or during the wait", async () => {
    const never = new Promise<void>(() => {});
    await expect(withDeadline(never, { signal: AbortSignal.abort(new Error('early')) })).rejects.toThrow('early');
    const controller = new AbortController();
    const waiting = withDeadline(never, { signal: controller.signal });
    controller.abort(new Error('late'));
    await expect(waiting).rejects.toThrow('late');
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const add = jest.spyOn(signal, 'addEventListener');
    const remove = jest.spyOn(signal, 'removeEventListener');
    await withDeadline(Promise.resolve(), { signal });
    await withDeadline(Promise.reject(new Error('lost')), { signal }).catch(() => {});
    expect(remove.mock.calls.map(([, listener]) => listener)).toEqual(add.mock.calls.map(([, listener]) => listener));
  });

  it('rejects with a TimeoutError that names the operation', async () => {
    const never = new Promise<void>(() => {});
    const { signal } = new AbortController();
    const waiting = withDeadline(never, { timeoutMs: 1, signal, operation: 'prepare' });
    await expect(waiting).rejects.toThrow(new TimeoutError('prepare took longer than 1 ms'));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it.each(['aborted', 'reason', 'addEventListener', 'removeEventListener'] as const)(
    'bears a signal whose %s throws',
    async (name) => {
      const controller = new AbortController();
      const { signal } = controller;
      const broken = (): never => {
        throw new Error('a signal of my own');
      };
      const isMethod = name.endsWith('EventListener');
      Object.defineProperty(signal, name, isMethod ? { value: broken } : { get: broken });
      const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
      const waiting = withDeadline(Promise.resolve('done'), { signal });
      if (name === 'aborted' || name === 'addEventListener')
        await expect(waiting).rejects.toThrow('a signal of my own');
      else expect(await waiting).toBe('done');
      emitWarning.mockRestore();
    },
  );
});
