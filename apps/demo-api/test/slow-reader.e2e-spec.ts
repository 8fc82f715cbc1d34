// An export that its client reads slowly, or not to the end.
import { AsyncCluster } from '@async-cassandra/core';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { LineReader } from './support/line-reader';
import { loadedDay, loadReadings } from './support/readings';
import { StatusReader } from './support/status-reader';
import { startApp, type RunningApp } from './support/start-app';

interface Status {
  readonly exports: { readonly rowsRead: number }[];
}

const device = 'a-device-whose-long-name-makes-for-long-lines-in-the-export';
/** More bytes than all socket buffers on the way take. */
const rowCount = 80_000;

const keyspace = useKeyspace({ prefix: 'telemetry' });
let app: RunningApp;

async function loadRows(): Promise<void> {
  await using cluster = new AsyncCluster({ ...keyspace.clusterOptions(), requestTimeoutMs: 30_000 });
  await loadReadings(await cluster.connect(keyspace.name), device, rowCount);
}

/** The rows that the service has read from Cassandra, when there are no more for three seconds. */
async function settledRows(statuses: StatusReader<Status>): Promise<number> {
  let rows = -1;
  let quiet = 0;
  await statuses.until(({ exports }) => {
    const rowsNow = exports[0]?.rowsRead ?? 0;
    quiet = rowsNow === rows && rowsNow > 0 ? quiet + 1 : 0;
    rows = rowsNow;
    return quiet === 3;
  });
  return rows;
}

beforeAll(async () => {
  app = await startApp({ cluster: keyspace.clusterOptions(), keyspace: keyspace.name, replicationFactor: 1 });
  await loadRows();
});

afterAll(() => app.close());

const streams = [
  ['of a device', `/devices/${device}/readings/export?from=${loadedDay}&to=2024-05-03`],
  ['of everything', '/readings/export'],
];

describe.each(streams)('an export %s', (_, path) => {
  test('reads no further from Cassandra than its client takes', async () => {
    using reader = await LineReader.open(`${app.url}${path}`);
    await reader.readTo(100);
    await using statuses = new StatusReader<Status>(app.url);
    const rows = await settledRows(statuses);
    expect(rows).toBeLessThan(rowCount * 0.75);

    await reader.readTo(rowCount / 2);
    expect(await reader.readToEnd()).toEqual({ '': 'end', done: true, count: rowCount });
    expect(reader.count).toBe(rowCount + 1);
  });

  test('ends its query when its client leaves', async () => {
    using reader = await LineReader.open(`${app.url}${path}`);
    await reader.readTo(100);
    await using statuses = new StatusReader<Status>(app.url);
    await settledRows(statuses);
    reader.leave();
    await statuses.until((status) => status.exports.length === 0);
  });
});

test('a shutdown ends an export with a line that says so', async () => {
  const closing = await startApp({
    cluster: keyspace.clusterOptions(),
    keyspace: keyspace.name,
    replicationFactor: 1,
  });
  using reader = await LineReader.open(`${closing.url}/readings/export`);
  await reader.readTo(100);
  const closed = closing.close();
  expect(await reader.readToEnd()).toMatchObject({ error: { statusCode: 503 } });
  await closed;
});
