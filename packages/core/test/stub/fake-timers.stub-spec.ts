// Fake timers affect the application's time, not the client's connections, whatever installs them and when.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { CqlStub, pagedRows, rows } from '@async-cassandra/testing';
import { runProgram } from '../fixture/run-program';

let stub: CqlStub;

beforeEach(async () => {
  stub = await CqlStub.start({ nodes: 1 });
  stub
    .when('SELECT a FROM t WHERE a = ?')
    .variables({ a: 'int' })
    .reply(rows({ a: 'int' }, [[1]]));
  stub.when('SELECT many').reply(pagedRows({ a: 'int' }, [[1], [2], [3]]));
  stub.when('SELECT silent').drop();
  stub.when('SELECT poison').reset();
});
afterEach(() => stub.close());

const outcome = {
  rows: [{ a: 1 }],
  timedOut: 'OperationTimedOutError',
  streamed: [1, 2, 3],
  concurrent: [1, 1],
  lost: 'NoHostAvailableError',
  again: [{ a: 1 }],
};

test.each(['before it loads the package', 'after it loaded the package', 'after it connected'])(
  'an application that installs @sinonjs/fake-timers %s has its answers, time-outs and reconnections',
  async (installs) => {
    await expect(runProgram('under-fake-timers', { options: stub.clusterOptions(), installs })).resolves.toEqual({
      faked: outcome,
      after: outcome,
    });
  },
);

test('a spec of Vitest with fake timers has its answers and time-outs', async () => {
  const vitest = path.join(require.resolve('vitest/package.json'), '..', 'vitest.mjs');
  const root = path.join(__dirname, '..', 'programs', 'vitest');
  const { stdout } = await promisify(execFile)(process.execPath, [vitest, 'run', '--root', root], {
    env: {
      ...process.env,
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      CLUSTER_OPTIONS: JSON.stringify(stub.clusterOptions()),
    },
  });
  expect(stdout).toMatch(/Tests +2 passed/);
});
