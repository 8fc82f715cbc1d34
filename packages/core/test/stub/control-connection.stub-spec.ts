import { CqlStub, rows, serverError, voidResult, type CqlStubOptions } from '@async-cassandra/testing';
import { ControlConnection, type ControlConnectionOptions } from '../../src/control/control-connection';
import { PlainTextAuthProvider } from '../../src/driver/auth';
import { NoHostAvailableError } from '../../src/driver/errors';
import { policies } from '../../src/driver/policies';
import { AuthenticationError, ConnectionError } from '../../src/errors/async-cassandra-error';
import { errorCode } from '../../src/errors/error-codes';
import { controlOptions, Heard, openControl } from '../control/control-support';

type Changes = Partial<ControlConnectionOptions>;

/** Contact points in the order of the nodes. */
function endpoints(stub: CqlStub): { address: string; port: number }[] {
  return stub.nodes.map(({ address, port }) => ({ address, port }));
}

async function openWithStub(
  stubOptions: CqlStubOptions,
  changes?: Changes,
): Promise<{ stub: CqlStub; control: ControlConnection; heard: Heard } & AsyncDisposable> {
  const stub = await CqlStub.start(stubOptions);
  const { control, heard } = await openControl(endpoints(stub), changes).catch(async (error: unknown) => {
    await stub.close();
    throw error;
  });
  return {
    stub,
    control,
    heard,
    async [Symbol.asyncDispose]() {
      await control.close();
      expect(stub.violations).toEqual([]);
      await stub.close();
    },
  };
}

/** Connects in vain; gives the error. Nothing stays open. */
async function failToConnect(
  stub: CqlStub,
  changes?: Changes,
  signal = new AbortController().signal,
): Promise<unknown> {
  const control = new ControlConnection(controlOptions(endpoints(stub), changes), new Heard());
  const error: unknown = await control.connect(signal).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await stub.connectionsAre(0);
  await control.close();
  return error;
}

const currentNode = (stub: CqlStub): number => stub.connections.find(({ eventTypes }) => eventTypes.length > 0)!.node;

/** Timers that were set since `watch` and have neither fired nor been cleared. */
function watchTimers(): { readonly open: Set<NodeJS.Timeout> } & Disposable {
  const open = new Set<NodeJS.Timeout>();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const spies = [
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, delayMs?: number) => {
      const timer = set(() => {
        open.delete(timer);
        callback();
      }, delayMs);
      open.add(timer);
      return timer;
    }) as typeof setTimeout),
    jest.spyOn(globalThis, 'clearTimeout').mockImplementation((timer) => {
      open.delete(timer as NodeJS.Timeout);
      clear(timer);
    }),
  ];
  return { open, [Symbol.dispose]: () => spies.forEach((spy) => spy.mockRestore()) };
}

describe('connecting', () => {
  it('registers for the three kinds of events on its only connection', async () => {
    await using opened = await openWithStub({ nodes: 3 });
    expect(opened.stub.connections.map(({ eventTypes }) => [...eventTypes].sort())).toEqual([
      ['SCHEMA_CHANGE', 'STATUS_CHANGE', 'TOPOLOGY_CHANGE'],
    ]);
    expect(opened.control.nodes.map(({ endpoint }) => endpoint).sort()).toEqual(
      opened.stub.nodes.map(({ endpoint }) => endpoint).sort(),
    );
  });

  it('asks for nodes and keyspaces at once, and knows the keyspaces when it announces a node', async () => {
    await using stub = await CqlStub.start();
    const columns = { keyspace_name: 'text', durable_writes: 'boolean', replication: 'map<text, text>' } as const;
    const keyspaces = stub
      .when(/FROM system_schema\.keyspaces/)
      .reply(rows(columns, [['shop', true, new Map([['class', 'SimpleStrategy']])]]))
      .hold();
    const peers = stub
      .when(/FROM system\.peers_v2/)
      .reply(rows({ peer: 'inet' }, []))
      .hold();
    const heard = new Heard();
    const control = new ControlConnection(controlOptions(endpoints(stub)), heard);
    await using _closed = { [Symbol.asyncDispose]: () => control.close() };
    const known: string[] = [];
    heard.nodeAdded = () => known.push(...Object.keys(control.metadata.keyspaces));
    const connecting = control.connect(new AbortController().signal);
    await Promise.all([keyspaces.received(), peers.received()]);
    peers.release();
    // Its queries are answered after the one of the peers.
    await control.metadata.checkSchemaAgreement();
    keyspaces.release();
    await connecting;
    expect(known).toContain('shop');
  });

  it('rejects with the error of each contact point when none answers', async () => {
    await using stub = await CqlStub.start({ nodes: 2 });
    await Promise.all(stub.nodes.map((node) => node.stop()));
    const error = (await failToConnect(stub)) as ConnectionError;
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain(stub.node(0).endpoint);
    const cause = error.cause as NoHostAvailableError;
    expect(cause).toBeInstanceOf(NoHostAvailableError);
    expect(Object.keys(cause.innerErrors as object).sort()).toEqual(stub.nodes.map(({ endpoint }) => endpoint).sort());
  });

  it('goes on to the next contact point when one cannot be asked', async () => {
    await using stub = await CqlStub.start({ nodes: 3 });
    stub.when({ query: /system\.local/, node: 0 }).reply(serverError.server('no disk'));
    stub.when({ query: /system_schema\.keyspaces/, node: 1 }).close();
    await using opened = await openControl(endpoints(stub));
    expect(opened.control.currentNode!.endpoint).toBe(stub.node(2).endpoint);
    await stub.connectionsAre(1);
  });

  it('does not wait long for a contact point that is silent', async () => {
    await using stub = await CqlStub.start({ nodes: 2 });
    stub.node(0).pauseReading();
    await using opened = await openControl(endpoints(stub), { controlConnectionTimeoutMs: 60_000 });
    expect(opened.control.currentNode!.endpoint).toBe(stub.node(1).endpoint);
    stub.node(0).resumeReading();
    await stub.connectionsAre(1);
  });

  it('gives up a contact point that answers no query in time', async () => {
    await using stub = await CqlStub.start({ nodes: 2 });
    stub.when({ query: /system\.peers_v2/, node: 0 }).drop();
    await using opened = await openControl(endpoints(stub), { controlConnectionTimeoutMs: 3000 });
    expect(opened.control.currentNode!.endpoint).toBe(stub.node(1).endpoint);
  });

  it('rejects at once with wrong credentials, without asking another node', async () => {
    await using stub = await CqlStub.start({ nodes: 2, credentials: { username: 'ada', password: 'right' } });
    const authProvider = new PlainTextAuthProvider('ada', 'wrong');
    const { connection } = controlOptions([]);
    const error = await failToConnect(stub, { connection: { ...connection, authProvider } });
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(new Set(stub.requests.map(({ node }) => node))).toEqual(new Set([0]));
  });

  it('rejects at once when the server lacks protocol v5', async () => {
    await using stub = await CqlStub.start({ nodes: 2, protocolVersions: [3, 4] });
    const error = (await failToConnect(stub)) as ConnectionError;
    expect(error.code).toBe(errorCode.unsupportedProtocolVersion);
    expect(error.message).toContain('Connected with protocol v4 but v5+ is required.');
  });

  it('stops when the signal aborts, and leaves nothing open', async () => {
    await using stub = await CqlStub.start();
    const held = stub.when(/system\.local/).hold();
    const controller = new AbortController();
    const failed = failToConnect(stub, { controlConnectionTimeoutMs: 600_000 }, controller.signal);
    await held.received();
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await failed).toBe(reason);
  });

  it('can be tried again after it failed', async () => {
    await using stub = await CqlStub.start();
    await stub.node(0).refuseConnections();
    const control = new ControlConnection(controlOptions(endpoints(stub)), new Heard());
    await expect(control.connect(new AbortController().signal)).rejects.toThrow(ConnectionError);
    await stub.node(0).start();
    await control.connect(new AbortController().signal);
    expect(control.nodes).toHaveLength(1);
    await control.close();
  });
});

describe('losing the connection', () => {
  it('moves to another node at once, and keeps the nodes', async () => {
    const never = new policies.reconnection.ConstantReconnectionPolicy(600_000);
    await using opened = await openWithStub({ nodes: 3 }, { reconnectionPolicy: never });
    const { stub, control, heard } = opened;
    const before = [...control.nodes].sort((a, b) => a.endpoint.localeCompare(b.endpoint));
    await stub.node(0).stop();
    await stub.connectionsAre((connections) =>
      connections.some(({ node, eventTypes }) => node !== 0 && eventTypes.length > 0),
    );
    await control.metadata.refreshKeyspaces();
    expect([...control.nodes].sort((a, b) => a.endpoint.localeCompare(b.endpoint))).toEqual(before);
    expect([heard.removed, heard.added.length]).toEqual([[], 3]);
    expect(heard.warnings).toEqual([expect.stringContaining('The control connection was lost')]);
  });

  it('comes back after all nodes were down, and sees what has changed meanwhile', async () => {
    const schema = (name: string) => ({ [name]: { tables: { t: { columns: { id: 'int' }, partitionKey: ['id'] } } } });
    await using opened = await openWithStub({ nodes: 2, schema: schema('before') });
    const { stub, control, heard } = opened;
    expect(await control.metadata.getTable('before', 't')).not.toBeNull();
    await Promise.all(stub.nodes.map((node) => node.stop()));
    await heard.until(
      () => heard.warnings.filter((warning) => warning.includes('could not connect to any node')).length > 2,
    );
    stub.setSchema(schema('after'));
    await stub.node(1).start();
    await control.metadata.refreshKeyspaces();
    expect((await control.metadata.getTable('after', 't'))!.columns).toHaveLength(1);
    expect(control.metadata.keyspaces['before']).toBeUndefined();
    expect(await control.metadata.getTable('before', 't')).toBeNull();
  });

  it('tries at once when it is told that a node is there again', async () => {
    const never = new policies.reconnection.ConstantReconnectionPolicy(600_000);
    await using opened = await openWithStub({}, { reconnectionPolicy: never });
    const { stub, control, heard } = opened;
    await stub.node(0).stop();
    await heard.until(() => heard.warnings.some((warning) => warning.includes('could not connect to any node')));
    await stub.node(0).start();
    control.reconnectNow();
    await stub.connectionsAre(1);
  });

  it('lets queries of metadata wait for the next connection', async () => {
    const schema = { ks: { tables: { t: { columns: { id: 'int' }, partitionKey: ['id'] } } } };
    await using opened = await openWithStub({ nodes: 2, schema });
    const { stub, control } = opened;
    stub
      .when({ query: /system_schema\.tables/, node: 0 })
      .once()
      .close('reset');
    const table = await control.metadata.getTable('ks', 't');
    expect(table!.partitionKeys.map(({ name }) => name)).toEqual(['id']);
    expect(currentNode(stub)).toBe(1);
  });

  it('fails queries of metadata that wait in vain, and leaves no timer of theirs', async () => {
    await using opened = await openWithStub({}, { controlConnectionTimeoutMs: 3000 });
    const { stub, control } = opened;
    await stub.node(0).stop();
    await stub.connectionsAre(0);
    await expect(control.metadata.getTable('ks', 't')).rejects.toThrow('there is no control connection');
    expect(await control.metadata.checkSchemaAgreement()).toBe(false);
  });

  it('takes all that was learnt of the schema for outdated when it changed while nobody listened', async () => {
    await using opened = await openWithStub({ nodes: 2 });
    const { stub, heard, control } = opened;
    const loseConnection = async (): Promise<void> => {
      stub.node(currentNode(stub)).resetConnections();
      await stub.connectionsAre(0);
      await stub.connectionsAre((connections) => connections.some(({ eventTypes }) => eventTypes.length > 0));
      await control.metadata.refreshKeyspaces();
    };
    await loseConnection();
    for (const node of stub.nodes) node.schemaVersionOverride = '0b6be8e5-3a4a-4f6a-9d0c-0d5a3a1c2b1f';
    await loseConnection();
    await heard.until(() => heard.outdated.length > 0);
    expect(heard.outdated).toEqual([undefined]);
  });

  it('survives a connection that is lost again and again', async () => {
    const hasty = new policies.reconnection.ConstantReconnectionPolicy(0);
    await using opened = await openWithStub({ nodes: 2 }, { reconnectionPolicy: hasty });
    const { stub, control, heard } = opened;
    for (let i = 0; i < 30; i++) {
      await stub.connectionsAre((connections) => connections.some(({ eventTypes }) => eventTypes.length > 0));
      stub.node(currentNode(stub)).resetConnections();
      await stub.connectionsAre(0);
    }
    await control.metadata.refreshKeyspaces();
    await stub.connectionsAre(1);
    expect(control.nodes).toHaveLength(2);
    expect(heard.removed).toEqual([]);
  });

  it('moves on when a query is not answered in time', async () => {
    await using opened = await openWithStub({ nodes: 2 }, { controlConnectionTimeoutMs: 3000 });
    const { stub, control } = opened;
    stub.when({ query: /system_schema\.keyspaces/, node: 0 }).drop();
    await expect(control.metadata.refreshKeyspaces()).rejects.toThrow('did not answer within 3000 ms');
    await control.metadata.refreshKeyspaces();
    expect(currentNode(stub)).toBe(1);
  });

  it('moves on when bytes arrive that cannot be right', async () => {
    await using opened = await openWithStub({ nodes: 2 });
    const { stub, control } = opened;
    stub.when({ query: /system_schema\.keyspaces/, node: 0 }).corrupt('payload');
    await control.metadata.refreshKeyspaces();
    await stub.connectionsAre(1);
    expect(currentNode(stub)).toBe(1);
  });
});

describe('events', () => {
  it('add and remove nodes, one refresh for a burst of them', async () => {
    await using opened = await openWithStub({ nodes: 2 });
    const { stub, heard, control } = opened;
    const added = await stub.addNode();
    stub.clearRequests();
    for (let i = 0; i < 50; i++) stub.sendTopologyChange('NEW_NODE', added);
    await heard.until(() => heard.added.length === 3);
    expect(stub.requests.filter(({ query }) => query?.includes('peers_v2'))).toHaveLength(1);
    expect(control.nodes.map(({ endpoint }) => endpoint)).toContain(added.endpoint);
    await stub.removeNode(added);
    stub.sendTopologyChange('REMOVED_NODE', added);
    await heard.until(() => heard.removed.length === 1);
    expect(heard.removed[0]!.endpoint).toBe(added.endpoint);
    expect(control.nodes).toHaveLength(2);
  });

  it('hint at once that a node is up; what is not known is looked up', async () => {
    await using opened = await openWithStub({ nodes: 2 }, { topologyEventRefreshWindowMs: 600_000 });
    const { stub, heard, control } = opened;
    stub.sendStatusChange('UP', stub.node(1));
    await heard.until(() => heard.hints.length === 1);
    expect(heard.hints[0]!.endpoint).toBe(stub.node(1).endpoint);
    stub.sendStatusChange('UP', await stub.addNode());
    await heard.until(() => heard.added.length === 3);
    expect(control.nodes).toHaveLength(3);
  });

  it('start no refresh while one is under way, and one more after it for all that came meanwhile', async () => {
    await using opened = await openWithStub({ nodes: 2 }, { topologyEventRefreshWindowMs: 0 });
    const { stub, heard } = opened;
    stub.clearRequests();
    let answer!: () => void;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const held = stub
      .when({ query: /system\.peers_v2/ })
      .once()
      .reply(async () => {
        await answered;
        return serverError.server('not now');
      });
    stub.sendTopologyChange('MOVED_NODE', stub.node(1));
    await held.received();
    const added = await stub.addNode();
    for (let i = 0; i < 10; i++) {
      stub.sendTopologyChange('NEW_NODE', added);
      // Time for the event and for its window.
      await opened.control.metadata.refreshKeyspaces();
    }
    answer();
    await heard.until(() => heard.added.length === 3);
    expect(stub.requests.filter(({ query }) => query?.includes('peers_v2'))).toHaveLength(2);
    expect(heard.warnings).toEqual([expect.stringContaining('not now')]);
  });

  it('leave the nodes as they are when the answer makes no sense', async () => {
    await using opened = await openWithStub({ nodes: 2 });
    const { stub, heard, control } = opened;
    stub
      .when({ query: /system\.peers_v2/ })
      .once()
      .reply(voidResult());
    stub.sendTopologyChange('MOVED_NODE', stub.node(1));
    await heard.until(() => heard.warnings.length === 1);
    expect(heard.warnings).toEqual([expect.stringContaining('with void instead of rows')]);
    expect([control.nodes.length, heard.removed]).toEqual([2, []]);
  });

  it('that ask a node which does not answer make it move to another', async () => {
    await using opened = await openWithStub({ nodes: 2 }, { controlConnectionTimeoutMs: 3000 });
    const { stub, control } = opened;
    stub.when({ query: /system\.peers_v2/, node: 0 }).drop();
    stub.sendTopologyChange('MOVED_NODE', stub.node(1));
    await stub.connectionsAre((connections) => connections.some(({ node }) => node === 1));
    await stub.connectionsAre(1);
    await control.metadata.refreshKeyspaces();
    expect(currentNode(stub)).toBe(1);
  });

  it('of the schema announce each change of a window once', async () => {
    await using opened = await openWithStub({ schema: { ks: {} } });
    const { stub, heard } = opened;
    const change = { change: 'UPDATED', target: 'TABLE', keyspace: 'ks', name: 't' } as const;
    for (let i = 0; i < 20; i++) stub.sendSchemaChange(change);
    stub.sendSchemaChange({ change: 'UPDATED', target: 'TABLE', keyspace: 'ks', name: 'u' });
    await heard.until(() => heard.schemaChanges.length >= 2);
    expect(heard.schemaChanges.map(({ name }) => name)).toEqual(['t', 'u']);
  });
});

describe('schema agreement', () => {
  const change = {
    type: 'SCHEMA_CHANGE',
    change: 'CREATED',
    target: 'TABLE',
    keyspace: 'ks',
    name: 't',
  } as const;
  const otherVersion = '0d15a94e-0000-4000-8000-000000000000';

  it('is reached when the nodes have one version, and announces the change once', async () => {
    await using opened = await openWithStub({ nodes: 3, schema: { ks: {} } });
    const { stub, control, heard } = opened;
    stub.node(2).schemaVersionOverride = otherVersion;
    const agreed = control.onSchemaChange(change);
    await stub.received({ query: /host_id, schema_version FROM system\.peers_v2/ }, 2);
    expect(heard.schemaChanges).toEqual([]);
    stub.sendSchemaChange(change);
    stub.node(2).schemaVersionOverride = null;
    expect(await agreed).toBe(true);
    expect(heard.schemaChanges).toEqual([change]);
  });

  it('is not waited for longer than allowed', async () => {
    await using opened = await openWithStub({ nodes: 2 }, { maxSchemaAgreementWaitMs: 100 });
    const { stub, control, heard } = opened;
    stub.node(1).schemaVersionOverride = otherVersion;
    expect(await control.onSchemaChange(change)).toBe(false);
    expect(heard.schemaChanges).toEqual([change]);
    expect(await control.metadata.checkSchemaAgreement()).toBe(false);
  });

  it('does not wait for a node that is said to be down', async () => {
    await using opened = await openWithStub({ nodes: 2 });
    const { stub, control } = opened;
    stub.node(1).schemaVersionOverride = otherVersion;
    stub.sendStatusChange('DOWN', stub.node(1));
    expect(await control.onSchemaChange(change)).toBe(true);
  });

  it('is waited for across the loss of the connection', async () => {
    await using opened = await openWithStub({ nodes: 2 });
    const { stub, control } = opened;
    stub
      .when({ query: /schema_version FROM system\.peers_v2/, node: 0 })
      .once()
      .close('reset');
    expect(await control.onSchemaChange(change)).toBe(true);
  });

  it('ends with false when the cluster is shut down meanwhile', async () => {
    await using opened = await openWithStub({ nodes: 2 });
    const { stub, control } = opened;
    const dropped = stub.when(/schema_version FROM system\.peers_v2/).drop();
    const agreed = control.onSchemaChange(change);
    await dropped.received();
    await control.close();
    expect(await agreed).toBe(false);
  });
});

describe('closing', () => {
  it.each([
    ['idle', async () => {}],
    [
      'with events that wait for their windows',
      async (stub: CqlStub, control: ControlConnection) => {
        stub.sendTopologyChange('NEW_NODE', stub.node(1));
        stub.sendStatusChange('UP', stub.node(1));
        stub.sendSchemaChange({ change: 'UPDATED', target: 'KEYSPACE', keyspace: 'ks' });
        await control.metadata.refreshKeyspaces();
      },
    ],
    [
      'in the middle of a query',
      async (stub: CqlStub, control: ControlConnection) => {
        const dropped = stub.when(/system_schema\.keyspaces/).drop();
        control.metadata.refreshKeyspaces().catch(() => {});
        await dropped.received();
      },
    ],
    [
      'while it waits for a node to come back',
      async (stub: CqlStub, control: ControlConnection, heard: Heard) => {
        await Promise.all(stub.nodes.map((node) => node.stop()));
        await heard.until(() => heard.warnings.some((warning) => warning.includes('could not connect to any node')));
        control.metadata.getTable('ks', 't').catch(() => {});
      },
    ],
    [
      'while it connects to a node that is silent',
      async (stub: CqlStub) => {
        stub.nodes.forEach((node) => node.pauseReading());
        stub.node(0).resetConnections();
        await stub.connectionsAre((connections) => connections.some(({ node }) => node === 1));
      },
    ],
  ])('%s leaves no socket and no timer', async (_when, disturb) => {
    await using stub = await CqlStub.start({ nodes: 2 });
    using timers = watchTimers();
    const { control, heard } = await openControl(endpoints(stub), {
      topologyEventRefreshWindowMs: 600_000,
      statusEventRefreshWindowMs: 600_000,
      schemaEventRefreshWindowMs: 600_000,
      controlConnectionTimeoutMs: 600_000,
      reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(600_000),
    });
    await disturb(stub, control, heard);
    await control.close();
    stub.nodes.forEach((node) => node.resumeReading());
    await stub.connectionsAre(0);
    expect(timers.open.size).toBe(0);
  });
});
