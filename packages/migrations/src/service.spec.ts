import { AsyncResultSet, type ExecuteOptions, type Session } from '@async-cassandra/core';
import { Coordinator } from './coordinator';
import { ensureJournal } from './journal-table';
import { settingsOf } from './migrate-options';
import { executeStatement } from './run-file';
import { conditional } from './journal';

interface Call {
  readonly query: string;
  readonly options: ExecuteOptions | undefined;
}

/** Answers the queries of a coordinator; `statuses` are the answers about table t, one after the other. */
function fakeSession(clusterName: string, statuses: string[] = []) {
  const calls: Call[] = [];
  const answer = (query: string): object[] => {
    if (query.includes('system_schema.tables')) return calls.filter((call) => call.query.startsWith('CREATE TABLE'));
    if (query.includes('system_schema_mcs.keyspaces')) return [{ keyspace_name: 'shop' }];
    if (!query.includes('system_schema_mcs.tables')) return [];
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    return status === undefined ? [] : [{ table_name: 't', status }];
  };
  const session = {
    observed: { clusterName, nodes: [] },
    execute: (query: string, _parameters: unknown, options?: ExecuteOptions) => {
      calls.push({ query, options });
      return Promise.resolve(AsyncResultSet.of(answer(query)));
    },
  };
  const coordinator = new Coordinator(session as unknown as Session);
  const asked = (text: string): number => calls.filter(({ query }) => query.includes(text)).length;
  return { coordinator, calls, asked };
}

const settings = settingsOf('migrate', { folder: 'x', keyspace: 'shop' });
const statement = (text: string) => ({ text }) as Parameters<typeof executeStatement>[0];
const create = statement('CREATE TABLE t (a int PRIMARY KEY)');

describe('migrations of Amazon Keyspaces', () => {
  const keyspaces = 'Amazon Keyspaces';

  it('wait until a table can be used that the service creates in the background', async () => {
    const { coordinator, asked } = fakeSession(keyspaces, ['CREATING', 'CREATING', 'ACTIVE']);
    await executeStatement(create, coordinator, settings);
    expect(asked('system_schema_mcs.tables')).toBe(3);
  });

  it.each([[['DELETING', 'DELETED']], [['UPDATING', 'ACTIVE']], [['ACTIVE']], [[]]])(
    'wait through the states %j of a table',
    async (statuses) => {
      const { coordinator, asked } = fakeSession(keyspaces, [...statuses]);
      await executeStatement(statement('DROP TABLE t'), coordinator, settings);
      expect(asked('system_schema_mcs.tables')).toBe(Math.max(1, statuses.length));
    },
  );

  it('stop waiting with the signal', async () => {
    const { coordinator } = fakeSession(keyspaces, ['CREATING']);
    const reason = new Error('enough');
    await expect(coordinator.untilUsable('shop', AbortSignal.abort(reason))).rejects.toMatchObject({ cause: reason });
  });

  it('do not wait after a statement that changes no schema', async () => {
    const { coordinator, asked } = fakeSession(keyspaces, ['CREATING']);
    await executeStatement(statement('INSERT INTO t (a) VALUES (1)'), coordinator, settings);
    expect(asked('system_schema_mcs')).toBe(0);
  });

  it('use LOCAL_QUORUM in place of levels that the service does not have', async () => {
    const { coordinator, calls } = fakeSession(keyspaces);
    await executeStatement(statement('INSERT INTO t (a) VALUES (1)'), coordinator, settings);
    await coordinator.execute('UPDATE t', [], conditional);
    await coordinator.execute('SELECT a', [], { consistency: 'serial' });
    const levels = calls.filter(({ query }) => !query.includes('system.local')).map(({ options }) => options);
    expect(levels.map((options) => [options?.consistency, options?.serialConsistency])).toEqual([
      ['localQuorum', undefined],
      ['localQuorum', undefined],
      ['localQuorum', undefined],
    ]);
  });

  it('create the journal without an id of its own', async () => {
    const { coordinator, calls } = fakeSession(keyspaces);
    await ensureJournal(coordinator, settings);
    const text = calls.find(({ query }) => query.startsWith('CREATE TABLE'))!.query;
    expect(text).toMatch(/\) WITH comment = 'Which migrations/);
  });
});

describe('migrations of Cassandra', () => {
  it('ask no table of a service, and use QUORUM and SERIAL', async () => {
    const { coordinator, calls, asked } = fakeSession('Test Cluster');
    await executeStatement(create, coordinator, settings);
    await coordinator.execute('UPDATE t', [], conditional);
    expect(asked('system_schema_mcs')).toBe(0);
    expect(calls.at(-1)!.options).toMatchObject({ consistency: 'quorum', serialConsistency: 'serial' });
  });
});
