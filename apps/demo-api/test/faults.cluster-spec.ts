// One of three nodes hangs or dies while the service is in use.
import { AsyncCluster, type AsyncCassandraSession } from '@async-cassandra/core';
import type { CassandraFixture, CassandraNode } from '@async-cassandra/testing';
import type { NodeControl } from '../src/status/node-control';
import { ApiClient } from './support/api-client';
import { describeWithChromium, load, newPage, startChromium } from './support/chromium';
import { LineReader } from './support/line-reader';
import { hourlyReadings, loadReadings } from './support/readings';
import { StatusReader } from './support/status-reader';
import { startApp, type RunningApp } from './support/start-app';
import { lastLimitMs, until } from './support/until';

interface Status {
  readonly canPause: boolean;
  readonly hedged: number;
  readonly nodes: { readonly endpoint: string; readonly isUp: boolean; readonly isPaused: boolean }[];
}

/** Their rows are several pages of an export, in partitions all over the ring. */
const devices = 40;
const rowsOfDevice = 1000;

let cassandra: CassandraFixture;
let app: RunningApp;
let client: ApiClient;

const nodes = (): CassandraNode[] => [0, 1, 2].map((index) => cassandra.node(index));
const endpointOf = ({ address, port }: CassandraNode): string => `${address}:${port}`;
const nodeAt = (endpoint: string): CassandraNode => nodes().find((node) => endpointOf(node) === endpoint)!;

const control: NodeControl = {
  pause: (endpoint) => nodeAt(endpoint).pause(),
  resume: (endpoint) => nodeAt(endpoint).resume(),
};

/** The rows that were there before; those that are written meanwhile may be in it or not. */
const isOfExport = (line: string): boolean => line.startsWith('{"device":"big-');

/** Every endpoint that an application would call, and that nothing fails. */
async function useService(device: string): Promise<void> {
  const readings = hourlyReadings(device, '2024-05-01', 100);
  expect(await client.write(readings)).toEqual({ status: 200, body: { written: 100 } });
  const { body } = await client.get<{ readings: object[] }>(`/devices/${device}/readings?limit=100`);
  expect(body.readings).toEqual([...readings].reverse());
  expect((await client.request('POST', `/devices/${device}/summaries`)).body).toEqual({ days: 5 });
  await until('the service says that it is healthy', async () => {
    expect((await client.get('/health')).status).toBe(200);
  });
}

/** The first status from now on in which the client sees the node so. */
async function untilNode(endpoint: string, isUp: boolean): Promise<Status> {
  await using statuses = new StatusReader<Status>(app.url);
  return await statuses.until(({ nodes: seen }) =>
    seen.some((node) => node.endpoint === endpoint && node.isUp === isUp),
  );
}

/**
 * A coordinator that reads a partition asks one replica more than it needs, so that one that hangs delays nobody. The default, a percentile, has
 * no effect before the table has existed for `read_request_timeout`.
 */
async function askOneReplicaMore(session: AsyncCassandraSession, keyspace: string): Promise<void> {
  const query = 'SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?';
  for (const { table_name: table } of (await session.execute<{ table_name: string }>(query, [keyspace])).rows) {
    await session.execute(`ALTER TABLE ${table} WITH speculative_retry = 'ALWAYS'`);
  }
}

beforeAll(async () => {
  cassandra = await sharedClusters.threeNodes();
  const keyspace = await cassandra.createKeyspace('telemetry');
  // A node that hangs is noticed within seconds; one that is slow on a busy machine has time to answer.
  const options = { ...cassandra.clusterOptions(), requestTimeoutMs: lastLimitMs, idleHeartbeatIntervalMs: 5000 };
  app = await startApp({
    cluster: options,
    keyspace,
    replicationFactor: 3,
    nodeControl: control,
  });
  client = new ApiClient(app.url);
  await using cluster = new AsyncCluster(options);
  const session = await cluster.connect(keyspace);
  await askOneReplicaMore(session, keyspace);
  for (let index = 0; index < devices; index++) await loadReadings(session, `big-${index}`, rowsOfDevice);
});

afterAll(async () => {
  await app?.close();
});

test('a node that is paused holds up neither requests nor an export', async () => {
  const endpoint = endpointOf(cassandra.node(1));
  using reader = await LineReader.open(`${app.url}/readings/export`, isOfExport);
  await reader.readTo(1000);

  expect((await client.request('POST', `/nodes/${endpoint}/pause`)).status).toBe(204);
  expect((await client.request('POST', `/nodes/${endpointOf(cassandra.node(2))}/pause`)).status).toBe(409);
  await useService('while-paused');
  expect(await reader.readToEnd()).toMatchObject({ done: true });
  expect(reader.count).toBe(devices * rowsOfDevice);

  const status = await untilNode(endpoint, false);
  expect(status.nodes.find((node) => node.endpoint === endpoint)).toMatchObject({ isPaused: true });
  await useService('while-given-up');

  expect((await client.request('POST', `/nodes/${endpoint}/resume`)).status).toBe(204);
  await untilNode(endpoint, true);
  await useService('after-the-pause');
});

test('a node that is killed holds up neither requests nor an export', async () => {
  const node = cassandra.node(2);
  using reader = await LineReader.open(`${app.url}/readings/export`, isOfExport);
  await reader.readTo(1000);

  await node.kill();
  await useService('while-dead');
  await untilNode(endpointOf(node), false);
  expect(await reader.readToEnd()).toMatchObject({ done: true });
  expect(reader.count).toBe(devices * rowsOfDevice);

  await node.start();
  await untilNode(endpointOf(node), true);
  await useService('after-the-death');
});

describeWithChromium('the page [needs Chromium]', () => {
  test('pauses a node and shows that the service continues', async () => {
    await using browser = await startChromium();
    const page = await newPage(browser);
    const nodesSection = page.getByRole('region', { name: 'Nodes', exact: true }).first();
    await load(page, app.url, () => nodesSection.getByText('All nodes are up.').waitFor());
    const endpoint = endpointOf(cassandra.node(1));
    await nodesSection.getByRole('button', { name: `Pause ${endpoint}` }).click();
    await nodesSection.getByRole('row', { name: `${endpoint} paused` }).waitFor();
    const others = nodesSection.getByRole('button', { name: /^Pause / }).and(page.locator(':disabled'));
    await others.nth(1).waitFor();

    await useService('while-paused-by-hand');
    await nodesSection.getByText(`${endpoint} is paused and disconnected. The service continues:`).waitFor();
    await useService('while-given-up-by-hand');

    await nodesSection.getByRole('button', { name: `Resume ${endpoint}` }).click();
    await nodesSection.getByText('All nodes are up.').waitFor();
  });
});
