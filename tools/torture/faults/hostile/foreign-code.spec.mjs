import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { it } from 'node:test';
import { ForeignCode, ForeignError, profileName } from './foreign-code.mjs';

it('has policies whose methods fail in every fifth call, and counts it', () => {
  const foreign = new ForeignCode();
  const { retryPolicy, speculativeExecutionPolicy } = foreign.options().executionProfiles[profileName];
  const info = { nbRetry: 0, executionOptions: { isIdempotent: () => true } };
  const calls = {
    onUnavailable: () => retryPolicy.onUnavailable(info, 1, 1, 1),
    onReadTimeout: () => retryPolicy.onReadTimeout(info, 1, 1, 1, true),
    onWriteTimeout: () => retryPolicy.onWriteTimeout(info, 1, 1, 1, 'SIMPLE'),
    onRequestError: () => retryPolicy.onRequestError(info, 1, new Error('of a node')),
    newPlan: () => speculativeExecutionPolicy.newPlan('ks', 'SELECT'),
  };
  for (const call of Object.values(calls)) {
    for (let i = 0; i < 2; i += 1) {
      for (let good = 0; good < 4; good += 1) assert.ok(call());
      assert.throws(call, ForeignError);
    }
  }
  assert.deepEqual(foreign.failed, Object.fromEntries(Object.keys(calls).map((name) => [name, 2])));
});

it('has listeners that fail, one collector that throws and one that rejects', async () => {
  const foreign = new ForeignCode();
  const cluster = new EventEmitter();
  foreign.listenTo(cluster);
  assert.throws(() => cluster.emit('nodeDown'), ForeignError);
  const [throwing, rejecting] = foreign.options().metrics.collectors;
  assert.throws(() => throwing.recordQuery({}), ForeignError);
  await assert.rejects(rejecting.recordQuery({}), ForeignError);
  assert.deepEqual(foreign.failed, {
    'a listener of nodeDown': 1,
    'recordQuery of a collector': 1,
    'recordQuery of an asynchronous collector': 1,
  });
});
