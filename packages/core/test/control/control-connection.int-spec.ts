import { randomBytes } from 'node:crypto';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Client } from 'cassandra-driver';
import type { Endpoint } from '../../src/connection/endpoint';
import { ConnectionError } from '../../src/errors/async-cassandra-error';
import type { SchemaChange } from '../../src/protocol/responses/schema-change';
import { openControl } from './control-support';

const keyspace = useKeyspace();

function contactPoints(): Endpoint[] {
  const { contactPoints: addresses, port } = keyspace.clusterOptions();
  return addresses.map((address) => ({ address, port }));
}

function schemaChange(change: Omit<SchemaChange, 'type' | 'keyspace'>): SchemaChange {
  return { type: 'SCHEMA_CHANGE', keyspace: keyspace.name, ...change };
}

describe('the control connection to a real server', () => {
  it('knows the cluster, its nodes and its keyspaces when it is connected', async () => {
    await using opened = await openControl(contactPoints());
    const { control, heard } = opened;
    const [node] = control.nodes;
    expect(control.currentNode).toBe(node);
    expect(heard.added).toEqual([node]);
    expect(control.clusterName).toMatch(/./);
    expect(node).toMatchObject({
      endpoint: expect.stringMatching(/^127\./),
      hostId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      datacenter: keyspace.clusterOptions().localDatacenter,
      releaseVersion: expect.stringMatching(/^\d+\.\d+/),
    });
    expect(node!.tokens.length).toBeGreaterThan(0);
    expect(control.contactPointDatacenters).toEqual([node!.datacenter]);
    expect(control.metadata.keyspaces[keyspace.name]).toMatchObject({ name: keyspace.name, virtual: false });
    expect(heard.warnings).toEqual([]);
  });

  it('knows the replicas that the stock driver knows', async () => {
    await using opened = await openControl(contactPoints());
    const { metadata } = opened.control;
    const { contactPoints: addresses, port, localDatacenter } = keyspace.clusterOptions();
    const stock = new Client({
      contactPoints: addresses,
      protocolOptions: { port },
      localDataCenter: localDatacenter,
    });
    await stock.connect();
    try {
      for (let i = 0; i < 200; i++) {
        const key = randomBytes(i % 40);
        const theirs = stock.getReplicas(keyspace.name, key).map(({ address }) => address);
        expect(metadata.getReplicas(keyspace.name, key)!.map(({ endpoint }) => endpoint)).toEqual(theirs);
        expect(String(metadata.newToken(key))).toBe(String(stock.metadata.newToken(key)));
      }
      const theirs = [...stock.metadata.getTokenRanges()].map(String).sort();
      expect([...metadata.getTokenRanges()].map(String).sort()).toEqual(theirs);
      const [node] = opened.control.nodes;
      expect([...metadata.getTokenRangesForHost(keyspace.name, node!)!].map(String).sort()).toEqual(theirs);
    } finally {
      await stock.shutdown();
    }
  });

  it('knows no replicas of a keyspace that only the server can place', async () => {
    await using opened = await openControl(contactPoints());
    const { metadata } = opened.control;
    expect(metadata.getReplicas('system', Buffer.from('key'))).toBeNull();
    expect(metadata.getReplicas('nowhere', Buffer.from('key'))).toBeNull();
    expect(metadata.getTokenRangesForHost('system', opened.control.nodes[0]!)).toBeNull();
    expect(metadata.getReplicas(null, Buffer.from('key'))).toEqual([...opened.control.nodes]);
  });

  it('announces what others change in the schema, and reads it again', async () => {
    await using opened = await openControl(contactPoints());
    const { control, heard } = opened;
    // Other specs change the schema of the same server meanwhile.
    const changes = (): typeof heard.schemaChanges =>
      heard.schemaChanges.filter((each) => each.keyspace === keyspace.name);
    await keyspace.runCql('CREATE TABLE events (id int PRIMARY KEY)');
    await heard.until(() => changes().some(({ name }) => name === 'events'));
    const before = await control.metadata.getTable(keyspace.name, 'events');
    expect(before!.columns.map(({ name }) => name)).toEqual(['id']);
    heard.schemaChanges.length = 0;
    await keyspace.runCql('ALTER TABLE events ADD v text');
    await heard.until(() => changes().length > 0);
    expect(changes()).toEqual([schemaChange({ change: 'UPDATED', target: 'TABLE', name: 'events' })]);
    const after = await control.metadata.getTable(keyspace.name, 'events');
    expect(after!.columns.map(({ name }) => name)).toEqual(['id', 'v']);
    await keyspace.runCql('DROP TABLE events');
    await heard.until(() => changes().some(({ change }) => change === 'DROPPED'));
    expect(await control.metadata.getTable(keyspace.name, 'events')).toBeNull();
  });

  it('reads user types again after one of them changed', async () => {
    await using opened = await openControl(contactPoints());
    const { control, heard } = opened;
    await keyspace.runCql('CREATE TYPE pair (a int)');
    await keyspace.runCql('CREATE TABLE pairs (id int PRIMARY KEY, p frozen<list<frozen<pair>>>)');
    await heard.until(() => heard.schemaChanges.some(({ name }) => name === 'pairs'));
    expect(await control.metadata.getTable(keyspace.name, 'pairs')).toMatchObject({
      columnsByName: { p: { type: { info: { info: { name: 'pair', fields: [{ name: 'a' }] } } } } },
    });
    await keyspace.runCql('ALTER TYPE pair ADD b text');
    await heard.until(() =>
      heard.schemaChanges.some((each) => each.keyspace === keyspace.name && each.change === 'UPDATED'),
    );
    const table = await control.metadata.getTable(keyspace.name, 'pairs');
    expect(table!.columnsByName['p']!.type).toMatchObject({
      info: { info: { fields: [{ name: 'a' }, { name: 'b' }] } },
    });
    expect((await control.metadata.getUdt(keyspace.name, 'pair'))!.fields).toHaveLength(2);
  });

  it('follows keyspaces that come, change and go', async () => {
    await using opened = await openControl(contactPoints());
    const { control, heard } = opened;
    const name = `${keyspace.name}_other`;
    const isHeard = (wanted: SchemaChange['change']): boolean =>
      heard.schemaChanges.some((each) => each.keyspace === name && each.change === wanted);
    const replication = `{'class': 'SimpleStrategy', 'replication_factor': 1}`;
    await keyspace.runCql(`CREATE KEYSPACE ${name} WITH replication = ${replication}`);
    await heard.until(() => isHeard('CREATED'));
    expect(control.metadata.keyspaces[name]).toMatchObject({ strategyOptions: { replication_factor: '1' } });
    expect(control.metadata.getReplicas(name, Buffer.from('key'))).toHaveLength(1);
    const datacenter = keyspace.clusterOptions().localDatacenter;
    await keyspace.runCql(
      `ALTER KEYSPACE ${name} WITH replication = {'class': 'NetworkTopologyStrategy', '${datacenter}': 1}`,
    );
    await heard.until(() => isHeard('UPDATED'));
    expect(control.metadata.keyspaces[name]!.strategyOptions).toEqual({ [datacenter]: '1' });
    expect(control.metadata.getReplicas(name, Buffer.from('key'))).toHaveLength(1);
    await keyspace.runCql(`DROP KEYSPACE ${name}`);
    await heard.until(() => isHeard('DROPPED'));
    expect(control.metadata.keyspaces[name]).toBeUndefined();
    expect(control.metadata.getReplicas(name, Buffer.from('key'))).toBeNull();
  });

  it('shows a keyspace that no event has announced yet when it is asked for', async () => {
    await using opened = await openControl(contactPoints(), { schemaEventRefreshWindowMs: 600_000 });
    const name = `${keyspace.name}_new`;
    await keyspace.runCql(
      `CREATE KEYSPACE ${name} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
    );
    await keyspace.runCql(`CREATE TABLE ${name}.t (id int PRIMARY KEY)`);
    expect(await opened.control.metadata.getTable(name, 't')).toMatchObject({ name: 't' });
    await keyspace.runCql(`DROP KEYSPACE ${name}`);
  });

  it('waits for schema agreement after a change of our own, and announces it once', async () => {
    await using opened = await openControl(contactPoints());
    const { control, heard } = opened;
    expect(await control.metadata.checkSchemaAgreement()).toBe(true);
    const change = schemaChange({ change: 'CREATED', target: 'TABLE', name: 'own' });
    await keyspace.runCql('CREATE TABLE own (id int PRIMARY KEY)');
    expect(await control.onSchemaChange(change)).toBe(true);
    expect(heard.schemaChanges).toContainEqual(change);
    expect(await control.metadata.getTable(keyspace.name, 'own')).not.toBeNull();
  });

  it('stops waiting for schema agreement when the signal aborts', async () => {
    await using opened = await openControl(contactPoints());
    const change = schemaChange({ change: 'CREATED', target: 'TABLE', name: 'own' });
    const reason = new Error('enough');
    await expect(opened.control.onSchemaChange(change, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('adds no listener to a signal for each query: Node would take many of them for a leak', async () => {
    await using opened = await openControl(contactPoints());
    const { metadata } = opened.control;
    const listen = jest.spyOn(AbortSignal.prototype, 'addEventListener');
    const names = Array.from({ length: 40 }, (_, i) => `missing${i}`);
    const tables = await Promise.all(names.map((name) => metadata.getTable(keyspace.name, name)));
    expect(tables.every((table) => table === null)).toBe(true);
    expect(listen).not.toHaveBeenCalled();
    listen.mockRestore();
  });

  it('answers no more once it is closed', async () => {
    const { control } = await openControl(contactPoints());
    await Promise.all([control.close(), control.close()]);
    await expect(control.metadata.getTable(keyspace.name, 'events')).rejects.toThrow(ConnectionError);
    expect(await control.metadata.checkSchemaAgreement()).toBe(false);
    expect(control.currentNode).toBeUndefined();
  });

  it('tries one contact point after the other', async () => {
    const unused = { address: '127.0.0.1', port: 1 };
    await using opened = await openControl([unused, ...contactPoints()]);
    expect(opened.control.nodes.map(({ port }) => port)).toEqual([contactPoints()[0]!.port]);
  });
});
