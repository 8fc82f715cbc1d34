import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { AsyncCluster, type AsyncCassandraSession } from '@async-cassandra/core';
import type { CassandraFixture } from '@async-cassandra/testing';
import { repair } from '../src/index';

/** Ends only a wait without an end: on a machine that is very busy, seconds become minutes. */
const lastLimitMs = 10 * 60_000;
const patient = { requestTimeoutMs: lastLimitMs, maxSchemaAgreementWaitMs: lastLimitMs, connectTimeoutMs: 60_000 };
const program = path.join(__dirname, 'programs/migrate-once.cjs');
const run = promisify(execFile);

let fixture: CassandraFixture;
let cluster: AsyncCluster;
let session: AsyncCassandraSession;

const optionsOf = (keyspace: string, folder: string) => ({
  folder: path.join(__dirname, folder),
  keyspace,
  replication: { class: 'NetworkTopologyStrategy', datacenter1: 3 },
  statementTimeoutMs: lastLimitMs,
});

/** A process that begins at this node. Resolves with the files that it ran. */
async function migrateInProcess(index: number, options: object, ...more: string[]): Promise<string[]> {
  const { contactPoints, ...others } = fixture.clusterOptions();
  const first = index % contactPoints.length;
  const nodes = [...contactPoints.slice(first), ...contactPoints.slice(0, first)];
  const clusterOptions = { ...others, ...patient, contactPoints: nodes };
  const args = [program, JSON.stringify(clusterOptions), JSON.stringify(options), ...more];
  return JSON.parse((await run(process.execPath, args)).stdout) as string[];
}

beforeAll(async () => {
  fixture = await sharedClusters.threeNodes();
  cluster = new AsyncCluster({ ...fixture.clusterOptions(), ...patient });
  session = await cluster.connect();
});
afterAll(() => cluster?.shutdown());

test('five processes that start together run each file once, with one journal for all nodes', async () => {
  const keyspace = 'migrated_by_a_crowd';
  // Nobody is taken for dead who is only slow.
  const options = { ...optionsOf(keyspace, 'guide/migrations'), lock: { waitMs: lastLimitMs, leaseMs: lastLimitMs } };
  const ran = await Promise.all([0, 1, 2, 3, 4].map((index) => migrateInProcess(index, options)));
  expect(ran.flat()).toEqual(['0001_users.cql']);

  const ids = await Promise.all(
    cluster.nodes.map(async (host) => {
      const query = `SELECT table_name, id FROM system_schema.tables WHERE keyspace_name = '${keyspace}'`;
      return JSON.stringify((await session.execute(query, undefined, { host })).rows);
    }),
  );
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(1);
  await session.execute(`DROP KEYSPACE ${keyspace}`);
});

test('a process that is killed in the middle leaves what repair finishes', async () => {
  const keyspace = 'migrated_after_a_death';
  const options = optionsOf(keyspace, 'ten-statements');
  const death = migrateInProcess(0, { ...options, lock: { waitMs: lastLimitMs, leaseMs: lastLimitMs } }, '4');
  await expect(death).rejects.toMatchObject({ signal: 'SIGKILL' });

  const { ran } = await repair(session, { ...options, lock: { waitMs: lastLimitMs, leaseMs: 1000 } });
  expect(ran).toEqual(['0001_users.cql']);
  const query = `SELECT column_name FROM system_schema.columns WHERE keyspace_name = '${keyspace}' AND table_name = 'users'`;
  const columns = (await session.execute<{ column_name: string }>(query)).rows.map((row) => row.column_name);
  expect(columns.sort()).toEqual(['email', 'home', 'id', 'name']);
  await session.execute(`DROP KEYSPACE ${keyspace}`);
});
