// A spec of an application that runs under Vitest and fakes its time.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AsyncCluster } from '@async-cassandra/core';

const options = JSON.parse(process.env.CLUSTER_OPTIONS);

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

test('requests are answered while time stands still', async () => {
  const cluster = new AsyncCluster(options);
  const session = await cluster.connect(undefined, { timeoutMs: 240_000 });
  expect((await session.execute('SELECT a FROM t WHERE a = ?', [1])).rows).toEqual([{ a: 1 }]);
  await expect(session.execute('SELECT silent', [], { timeoutMs: 20 })).rejects.toThrow('No answer');
  expect(vi.getTimerCount()).toBe(0);
  expect(Date.now()).toBe(0);
  await cluster.shutdown();
});

test('and after time has come back', async () => {
  const cluster = new AsyncCluster(options);
  const session = await cluster.connect(undefined, { timeoutMs: 240_000 });
  vi.useRealTimers();
  expect((await session.execute('SELECT a FROM t WHERE a = ?', [1])).rows).toEqual([{ a: 1 }]);
  await cluster.shutdown();
});
