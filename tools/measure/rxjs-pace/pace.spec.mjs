import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CqlStub, pagedRows } from '@async-cassandra/testing';
import { runPipeline } from './pace.mjs';

const rowCount = 10_000;
const fetchSize = 100;
const concurrency = 8;
const query = 'SELECT a FROM t';

describe('the pace of a pipeline', () => {
  let stub;

  before(async () => {
    stub = await CqlStub.start();
    const rows = Array.from({ length: rowCount }, (_, a) => [a]);
    stub.when(query).reply(pagedRows({ a: 'int' }, rows));
  });

  after(() => stub.close());

  /** A handling that takes ten turns of the event loop. */
  const run = (pipeline) =>
    runPipeline({
      clusterOptions: stub.clusterOptions(),
      pipeline,
      query,
      delay: async () => {
        for (let turn = 0; turn < 10; turn += 1) await nextTurn();
      },
      concurrency,
      fetchSize,
    });

  it('is that of the handling with mapRows: no page is asked for before the rows of the last one are taken', async () => {
    const { handled, pages, furthestAhead } = await run('mapRows');
    assert.equal(handled, rowCount);
    assert.equal(pages, rowCount / fetchSize);
    assert.ok(furthestAhead <= fetchSize + concurrency, `${furthestAhead} rows`);
  });

  for (const pipeline of ['rows + mergeMap', 'from(stream) + mergeMap']) {
    it(`is that of the server with ${pipeline}: rows wait in the buffer of the operator`, async () => {
      const { handled, furthestAhead } = await run(pipeline);
      assert.equal(handled, rowCount);
      assert.ok(furthestAhead > 3 * (fetchSize + concurrency), `${furthestAhead} rows`);
    });
  }
});
