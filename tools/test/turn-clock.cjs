// The clock of unit and stub specs. It counts about a millisecond for each turn of the event loop, so a process that stands still for a
// second, on a busy machine, loses little more than one of it: the sockets of the spec, which are all in this process, get their turns before a time
// limit runs out. On a quiet machine it keeps pace with the real clock.
//
//   real time   |1|1|1|------- the process stands still -------|1|1|1|
//   this clock  |1|1|1|1|1|1|1|
//
// The globals of the sandbox and the client's own timers (packages/core/src/waiting/timers.ts) follow it. A spec that needs no real wait
// moves it: `advanceClock(ms)`. Child processes, `AbortSignal.timeout` and `node:timers` follow the real clock.
const { AsyncResource } = require('node:async_hooks');
const { performance } = require('node:perf_hooks');
const { clearInterval, clearTimeout, setImmediate, setTimeout } = require('node:timers');
const { promisify } = require('node:util');

const longestDelayMs = 0x7fff_ffff;
// What runs the timers belongs to no test: it must not keep the context in which a test set the first of them.
const outside = new AsyncResource('TurnClock');

let nowMs = performance.now();
let countedAt = nowMs;
let isTicking = false;
let waiting = 0;
/** In the order of their times. A timer that was cleared stays until its time, or until most of the list is cleared. */
let timers = [];

class Timer {
  #repeats;

  constructor(callback, delayMs, parameters, repeats) {
    this.delayMs = delayMs >= 1 && delayMs <= longestDelayMs ? Math.trunc(delayMs) : 1;
    this.#repeats = repeats;
    this.callback = AsyncResource.bind(() => callback(...parameters));
    this.isWaiting = false;
    this.#schedule();
  }

  #schedule() {
    if (waiting === 0) count();
    this.dueMs = timeMs() + this.delayMs;
    this.isWaiting = true;
    waiting++;
    let at = timers.length;
    while (at > 0 && timers[at - 1].dueMs > this.dueMs) at--;
    timers.splice(at, 0, this);
    if (isTicking) return;
    isTicking = true;
    outside.runInAsyncScope(waitForTurn);
  }

  /** Only for the first timer of the list. */
  fire() {
    timers.shift();
    this.isWaiting = false;
    waiting--;
    if (this.#repeats) this.#schedule();
    this.callback();
  }

  close() {
    this.callback = undefined;
    if (!this.isWaiting) return this;
    this.isWaiting = false;
    waiting--;
    if (timers.length > 2 * waiting + 100) timers = timers.filter(({ isWaiting }) => isWaiting);
    return this;
  }

  refresh() {
    if (this.callback === undefined) return this;
    if (this.isWaiting) {
      timers.splice(timers.indexOf(this), 1);
      waiting--;
    }
    this.#schedule();
    return this;
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }

  hasRef() {
    return true;
  }

  [Symbol.dispose]() {
    this.close();
  }
}

/** While nobody waits, it is as fast as the real clock. It never stands still: what happens later has a later time. */
function timeMs() {
  const passedMs = performance.now() - countedAt;
  return nowMs + (waiting > 0 && passedMs > 1 ? 1 + Math.log(passedMs) / 100 : passedMs);
}

function count() {
  nowMs = timeMs();
  countedAt = performance.now();
}

/** A turn polls the sockets once: it ends where the immediates run. Jest's own limit of a test keeps the process alive meanwhile. */
function waitForTurn() {
  setTimeout(setImmediate, 1, tick).unref();
}

function tick() {
  count();
  const due = nextDue();
  if (due === undefined) {
    isTicking = waiting > 0;
    if (isTicking) waitForTurn();
    return;
  }
  // One timer a turn: what it sends arrives before the next one.
  setImmediate(tick);
  due.fire();
}

function nextDue() {
  while (timers.length > 0 && !timers[0].isWaiting) timers.shift();
  return timers.length > 0 && timers[0].dueMs <= nowMs ? timers[0] : undefined;
}

/** As if the process had stood still for `ms`: what is due by then runs before any socket is read. */
function advanceClock(ms) {
  nowMs += ms;
  outside.runInAsyncScope(setImmediate, undefined, () => {
    for (let due = nextDue(); due !== undefined; due = nextDue()) due.fire();
  });
}

const clearing = (clear) => (timer) => (timer instanceof Timer ? void timer.close() : clear(timer));

const clock = {
  setTimeout: (callback, delayMs, ...parameters) => new Timer(callback, delayMs, parameters, false),
  setInterval: (callback, delayMs, ...parameters) => new Timer(callback, delayMs, parameters, true),
  clearTimeout: clearing(clearTimeout),
  clearInterval: clearing(clearInterval),
};
clock.setTimeout[promisify.custom] = (delayMs, value) =>
  new Promise((resolve) => clock.setTimeout(resolve, delayMs, value));

module.exports = { timers: clock, nowMs: timeMs, advanceClock };
