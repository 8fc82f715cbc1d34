// Timers that a spec can fake. The package captures its timers at load, before a spec can fake them, so the specs of waiting use:
//   jest.mock('../waiting/timers', () => jest.requireActual('../waiting/fake-timers.spec-support'));
export const setTimeout = (...args: Parameters<typeof globalThis.setTimeout>) => globalThis.setTimeout(...args);
export const clearTimeout = (timer: NodeJS.Timeout | undefined) => globalThis.clearTimeout(timer);
export const setInterval = (...args: Parameters<typeof globalThis.setInterval>) => globalThis.setInterval(...args);
export const clearInterval = (timer: NodeJS.Timeout | undefined) => globalThis.clearInterval(timer);
export const setImmediate = (...args: Parameters<typeof globalThis.setImmediate>) => globalThis.setImmediate(...args);
export const nowMs = () => performance.now();
export const { timeOrigin: timeOriginMs } = performance;
export const wallClockMs = () => Date.now();
export const maxTimerMs = 0x7fff_ffff;
