import { untilAborted } from './until-aborted';

describe('untilAborted', () => {
  it("has the promise's outcome while the signal is not aborted", async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(1), signal)).toBe(1);
    expect(await untilAborted(Promise.resolve(1), undefined)).toBe(1);
    await expect(untilAborted(Promise.reject(new Error('lost')), signal)).rejects.toThrow('lost');
  });

  it("rejects with the signal's reason, before or during the wait", async () => {
    const never = new Promise<void>(() => {});
    await expect(untilAborted(never, AbortSignal.abort(new Error('early')))).rejects.toThrow('early');
    const controller = new AbortController();
    const waiting = untilAborted(never, controller.signal);
    controller.abort(new Error('late'));
    await expect(waiting).rejects.toThrow('late');
  });

  it('leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    const add = jest.spyOn(signal, 'addEventListener');
    const remove = jest.spyOn(signal, 'removeEventListener');
    await untilAborted(Promise.resolve(), signal);
    await untilAborted(Promise.reject(new Error('lost')), signal).catch(() => {});
    expect(remove.mock.calls.map(([, listener]) => listener)).toEqual(add.mock.calls.map(([, listener]) => listener));
  });
});
