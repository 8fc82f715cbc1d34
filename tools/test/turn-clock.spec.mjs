import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import turnClock from './turn-clock.cjs';

const { timers, nowMs, advanceClock } = turnClock;
const wait = promisify(timers.setTimeout);

/** Does nothing for so long, in the way of a process that is not given the processor. */
const standStill = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe('the clock of unit and stub specs', () => {
  const keepsProcess = setInterval(() => {}, 1000);
  after(() => clearInterval(keepsProcess));

  it('gives a socket its turns before a limit runs out, though the process stands still in each of them', async () => {
    const heard = [];
    const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    timers.setTimeout(() => heard.push('the limit'), 20);
    const socket = connect(server.address().port, '127.0.0.1', () => socket.write('1'));
    for (let round = 1; round <= 3; round++) {
      standStill(30);
      await once(socket, 'data');
      heard.push('an answer');
      socket.write('1');
    }
    while (heard.length < 4) await wait(1);
    socket.destroy();
    server.close();
    assert.deepEqual(heard, ['an answer', 'an answer', 'an answer', 'the limit']);
  });

  it('counts little more than a millisecond while the process stands still and somebody waits, but never the same time', async () => {
    const waiting = wait(5);
    const before = nowMs();
    standStill(50);
    const after = nowMs();
    assert.ok(after - before < 1.1);
    standStill(1);
    assert.ok(nowMs() > after);
    await waiting;
  });

  it('is as fast as the real clock while nobody waits', () => {
    const before = nowMs();
    standStill(10);
    assert.ok(nowMs() - before >= 9);
  });

  it('fires timers in the order of their times, with their parameters, and none that was cleared', async () => {
    const fired = [];
    const note = (...parameters) => fired.push(parameters.join());
    timers.setTimeout(note, 6, 'c');
    timers.setTimeout(note, 2, 'a', 'x');
    timers.setTimeout(note, 4, 'b');
    timers.clearTimeout(timers.setTimeout(note, 3, 'cleared'));
    const moved = timers.setTimeout(note, 1, 'moved');
    moved.delayMs = 8;
    moved.refresh();
    assert.equal(await wait(10, 'over'), 'over');
    assert.deepEqual(fired, ['a,x', 'b', 'c', 'moved']);
  });

  it('repeats an interval until it is cleared, also by its own callback', async () => {
    let times = 0;
    await new Promise((resolve) => {
      const interval = timers.setInterval(() => {
        if (++times < 3) return;
        timers.clearInterval(interval);
        resolve();
      }, 1);
    });
    await wait(5);
    assert.equal(times, 3);
  });

  it('clears timers of the process too', async () => {
    timers.clearTimeout(setTimeout(assert.fail, 0));
    timers.clearTimeout(undefined);
    await wait(2);
  });

  it('runs a callback in the context in which its timer was set', async () => {
    const context = new AsyncLocalStorage();
    const seen = await Promise.all(
      ['first', 'second'].map((name) =>
        context.run(name, () => new Promise((resolve) => timers.setTimeout(() => resolve(context.getStore()), 1))),
      ),
    );
    assert.deepEqual(seen, ['first', 'second']);
  });

  it('is moved as if the process had stood still: what is due runs before a socket is read', async () => {
    const fired = [];
    timers.setTimeout(() => fired.push('a day'), 86_400_000);
    timers.setTimeout(() => fired.push('an hour'), 3_600_000);
    advanceClock(86_400_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(fired, ['an hour', 'a day']);
  });
});
