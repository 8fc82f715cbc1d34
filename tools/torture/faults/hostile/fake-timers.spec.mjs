import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { afterEach, it } from 'node:test';
import { FakeTimers } from './fake-timers.mjs';

const names = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout', 'clearInterval'];
const real = Object.fromEntries(names.map((name) => [name, globalThis[name]]));
const callers = [];
const timers = new FakeTimers((caller) => callers.push(caller));
afterEach(() => timers.putBack());

it('lets no global timer run until the real ones are back, which get what was set and not cleared', async () => {
  const fired = new EventEmitter();
  const heard = [];
  const note = (what) => () => heard.push(what);
  timers.install();
  setTimeout(note('setTimeout'), 0);
  setImmediate(note('setImmediate'));
  queueMicrotask(note('queueMicrotask'));
  clearTimeout(setTimeout(note('a timer that was cleared'), 0).unref());
  const interval = setInterval(note('an interval that was cleared'), 0);
  clearInterval(interval);
  await turn();
  await delay(1);
  assert.deepEqual(heard, []);
  setTimeout(() => fired.emit('last'), 2);
  const last = once(fired, 'last');
  timers.putBack();
  await last;
  await turn();
  assert.deepEqual(heard.sort(), ['queueMicrotask', 'setImmediate', 'setTimeout']);
  assert.deepEqual(timers.set, { setTimeout: 3, setImmediate: 1, queueMicrotask: 1, setInterval: 1 });
});

it('tells who set one', () => {
  callers.length = 0;
  timers.install();
  setTimeout(() => {}, 0);
  assert.equal(callers.length, 1);
  assert.match(callers[0], /fake-timers\.spec\.mjs/);
});

it('puts the very same functions back, and clears a real timer while it is in place', async () => {
  const heard = [];
  const timer = setTimeout(() => heard.push('cleared too late'), 1);
  timers.install();
  timers.install();
  assert.ok(timers.areFake);
  clearTimeout(timer);
  timers.putBack();
  timers.putBack();
  for (const name of names) assert.equal(globalThis[name], real[name]);
  await delay(5);
  assert.deepEqual(heard, []);
});
