// The measurement runs against a scripted server. It yields no numbers here: a busy machine must fail no test.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CqlStub, rows } from '@async-cassandra/testing';
import { query } from './query.mjs';
import { measureColdStarts } from './run.mjs';

it('takes each client, and Node alone, from the start of a process to its first row', async () => {
  const stub = await CqlStub.start();
  try {
    stub
      .when(query)
      .variables({ key: 'text' })
      .reply(rows({ release_version: 'text' }, [['5.0.8']]));
    const samples = await measureColdStarts(stub.clusterOptions(), 1);
    assert.deepEqual(Object.keys(samples), ['nothing', 'stock', 'core']);
    for (const [{ cpuMs, wallMs, memoryMb }] of Object.values(samples)) {
      for (const figure of [cpuMs, wallMs, memoryMb]) assert.ok(figure > 0);
    }
  } finally {
    await stub.close();
  }
});
