import { getEventListeners, getMaxListeners, setMaxListeners } from 'node:events';
import { onAbort } from './on-abort';

describe('onAbort', () => {
  test('calls the listener once, when the signal aborts', () => {
    const giveUp = new AbortController();
    const listener = jest.fn();
    onAbort(giveUp.signal, listener);
    expect(listener).not.toHaveBeenCalled();
    giveUp.abort();
    giveUp.abort();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test('lets any number of requests share a signal without a warning of Node’s', () => {
    const { signal } = new AbortController();
    for (let i = 0; i < 100; i++) onAbort(signal, () => {});
    expect(getEventListeners(signal, 'abort')).toHaveLength(100);
    expect(getMaxListeners(signal)).toBeGreaterThan(100);
  });

  test('leaves a limit that the user set', () => {
    const { signal } = new AbortController();
    setMaxListeners(20, signal);
    onAbort(signal, () => {});
    expect(getMaxListeners(signal)).toBe(20);
  });
});
