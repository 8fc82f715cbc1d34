import { once } from 'node:events';
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'cassandra-driver';
import { LocalCassandra, startCassandra, type CassandraFixture, type CassandraNode } from '../src/index';

describe('a node on the JVM, with TLS', () => {
  let folder: string;
  let fixture: CassandraFixture;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'local-cassandra-spec-'));
    const script = join(folder, 'schema.cql');
    writeFileSync(
      script,
      `CREATE KEYSPACE first WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}; -- and
       USE first;
       CREATE TABLE greetings (id int PRIMARY KEY, text text);
       BEGIN BATCH INSERT INTO greetings (id, text) VALUES (1, 'a; b'); INSERT INTO greetings (id, text) VALUES (2, 'c'); APPLY BATCH;`,
    );
    fixture = await startCassandra({
      provider: 'jvm',
      progress: false,
      initScripts: [
        script,
        'CREATE FUNCTION first.twice(x int) CALLED ON NULL INPUT RETURNS int LANGUAGE java AS $$ return x * 2; $$',
      ],
      config: { native_transport_max_threads: 7 },
      tls: true,
    });
  });
  afterAll(async () => {
    await fixture?.stop();
    rmSync(folder, { recursive: true });
  });

  it('says how it came about', () => {
    expect(fixture).toMatchObject({ provider: 'jvm', reason: 'asked for', localDatacenter: 'datacenter1' });
  });

  it('has run the initial scripts, from a file and from text', async () => {
    const rows = await fixture.runCql('SELECT id, text, first.twice(id) AS twice FROM first.greetings');
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { id: 1, text: 'a; b', twice: 2 },
      { id: 2, text: 'c', twice: 4 },
    ]);
  });

  it('has taken the settings of cassandra.yaml', async () => {
    const [row] = await fixture.runCql(
      "SELECT value FROM system_views.settings WHERE name = 'native_transport_max_threads'",
    );
    expect(row?.get('value')).toBe('7');
  });

  it('answers a client that takes its options', async () => {
    const client = new Client(fixture.driverOptions());
    try {
      const { rows } = await client.execute('SELECT release_version FROM system.local');
      expect(rows[0]?.get('release_version')).toBe('5.0.8');
    } finally {
      await client.shutdown();
    }
  });

  async function connectionErrorWith(sslOptions: object | undefined): Promise<string> {
    const client = new Client({ ...fixture.driverOptions(), sslOptions });
    try {
      await client.connect();
      return 'none';
    } catch (error) {
      const { innerErrors } = error as { innerErrors: Record<string, Error> };
      return Object.values(innerErrors)[0]?.message ?? String(error);
    } finally {
      await client.shutdown();
    }
  }

  it('is trusted by its own authority only, and speaks to nobody in clear', async () => {
    const { ssl } = fixture.clusterOptions();
    expect(ssl).toEqual({ ca: expect.stringMatching(/^-----BEGIN CERTIFICATE/) });
    expect(await connectionErrorWith({ ...ssl, rejectUnauthorized: true })).toBe('none');
    expect(await connectionErrorWith({ rejectUnauthorized: true })).toMatch(/self-signed|unable to verify|issuer/);
    expect(await connectionErrorWith(undefined)).not.toBe('none');
  });

  it('creates keyspaces of different names, usable for names without one, and drops them', async () => {
    const [one, two] = [await fixture.createKeyspace('orders'), await fixture.createKeyspace('orders')];
    expect(one).not.toBe(two);
    await fixture.runCql('CREATE TABLE t (id int PRIMARY KEY)', { keyspace: one });
    await fixture.dropKeyspace(one);
    await expect(fixture.runCql('SELECT * FROM t', { keyspace: one })).rejects.toThrow(/does not exist/);
    await fixture.dropKeyspace(two);
  });

  it('names the statement and its line when Cassandra refuses one', async () => {
    await expect(
      fixture.runCql('SELECT key FROM system.local;\n\nSELECT nothing FROM system.local;'),
    ).rejects.toMatchObject({
      code: 'BAD_SCRIPT',
      message: expect.stringMatching(
        /refused "SELECT nothing FROM system.local" \(script, line 3\): Undefined column name/,
      ),
    });
  });

  it('runs nodetool', async () => {
    expect(await fixture.node(0).nodetool('version')).toMatch(/ReleaseVersion: 5\.0\.8/);
    await expect(fixture.node(0).nodetool('no-such-thing')).rejects.toThrow(/no-such-thing/);
  });

  async function portIsTaken(node: CassandraNode): Promise<void> {
    const thief = createServer().listen(node.port, node.address);
    await once(thief, 'listening');
    try {
      await expect(node.start()).rejects.toThrow(/could not bind its port/);
    } finally {
      thief.close();
      await once(thief, 'close');
    }
  }

  it('keeps its data over stop and over kill, and says when its port was taken meanwhile', async () => {
    const node = fixture.node(0);
    await fixture.runCql("INSERT INTO first.greetings (id, text) VALUES (3, 'kept')");
    await node.nodetool('flush');
    for (const end of ['stop', 'kill'] as const) {
      await node[end]();
      expect(node.state).toBe('stopped');
      await expect(fixture.runCql('SELECT key FROM system.local')).rejects.toThrow();
      if (end === 'kill') await portIsTaken(node);
      await node.start();
      expect(await fixture.runCql('SELECT text FROM first.greetings WHERE id = 3')).toHaveLength(1);
    }
  });

  it('stands still while it is paused, with its sockets open', async () => {
    const client = new Client(fixture.driverOptions());
    await client.connect();
    try {
      await fixture.node(0).pause();
      expect(fixture.node(0).state).toBe('paused');
      const answer = client.execute('SELECT key FROM system.local', [], { readTimeout: 0 });
      await expect(client.execute('SELECT key FROM system.local', [], { readTimeout: 500 })).rejects.toThrow(
        /timed? ?out/i,
      );
      await fixture.node(0).resume();
      expect((await answer).rows).toHaveLength(1);
    } finally {
      await client.shutdown();
    }
  });

  it('has no node that it was not given', () => {
    expect(() => fixture.node(1)).toThrow('There is no node 1: the fixture has 1');
  });

  it('shows its log', async () => {
    expect(await fixture.logs()).toMatch(/Starting listening for CQL clients on/);
  });
});

describe('a node that cannot start', () => {
  it('shows the end of its log and leaves all of it to be read', async () => {
    const start = LocalCassandra.start({ config: { no_such_setting: 1 } });
    const error = await start.then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error).toMatchObject({ code: 'START_FAILED' });
    expect(error?.message).toMatch(
      /ended before it was ready\. The end of its log:\n[^]*no_such_setting[^]*\nThe whole log: /,
    );
    const kept = /The whole log: (.*)$/.exec(error?.message ?? '')?.[1] as string;
    expect(readFileSync(join(kept, 'node-1-system.log'), 'utf8')).toMatch(/no_such_setting/);
    rmSync(kept, { recursive: true });
  });

  it('gives up when it is told to, and leaves nothing', async () => {
    const stop = new AbortController();
    const start = startCassandra({ provider: 'jvm', progress: false, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(start).rejects.toThrow(/aborted|enough/);
  });

  it('says when its time was too short', async () => {
    const error = await LocalCassandra.start({ startupTimeoutMs: 300 }).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error).toMatchObject({ code: 'START_TIMED_OUT', message: expect.stringContaining('was not ready in time') });
    rmSync(/The whole log: (.*)$/.exec(error?.message ?? '')?.[1] as string, { recursive: true });
  });
});
