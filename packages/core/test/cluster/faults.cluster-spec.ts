import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { CassandraNode } from '@async-cassandra/testing';
import { NoHostAvailableError, types, type AsyncCassandraSession, type AsyncCluster } from '../../src/index';
import { openControl } from '../control/control-support';
import { Load } from './load';
import { ThreeNodes, until } from './three-nodes';

const { consistencies } = types;

const three = new ThreeNodes();
let cluster: AsyncCluster;
let session: AsyncCassandraSession;
let longLived: LongLivedProcess;

beforeAll(async () => {
  await three.start();
  ({ cluster, session } = await three.connect({ consistency: consistencies.quorum }));
  await three.createTables(session);
  longLived = new LongLivedProcess(three);
  await longLived.isConnected;
});
afterAll(async () => {
  longLived?.kill();
  await three.stop();
});

const contactPointOf = ({ address, port }: CassandraNode) => ({ address, port });
const nodeAt = (index: number) => cluster.nodes.find(({ endpoint }) => endpoint === three.endpointOf(index))!;
const isUp = (index: number, expected: boolean) =>
  until(`node ${index} is ${expected ? 'up' : 'down'} for the client`, async () =>
    expect(nodeAt(index).isUp).toBe(expected),
  );
/** Waits until the load has done this many more. */
const goesOn = (load: Load, more: number) => {
  const before = load.done;
  return until(`the load does ${more} more`, async () => expect(load.done).toBeGreaterThan(before + more));
};

/** A plain program that lives through everything in this file, and then has to end by itself. */
class LongLivedProcess {
  readonly isConnected: Promise<unknown>;
  readonly #child: ChildProcess;

  constructor({ fixture }: ThreeNodes) {
    const script = `
      const { AsyncCluster, policies } = require('@async-cassandra/core');
      const cluster = new AsyncCluster({
        ...${JSON.stringify(fixture.clusterOptions())},
        reconnectionPolicy: new policies.reconnection.ConstantReconnectionPolicy(200),
        idleHeartbeatIntervalMs: 1000,
      });
      let losses = 0;
      cluster.on('nodeDown', () => losses++);
      (async () => {
        const session = await cluster.connect();
        console.log('connected');
        const timer = setInterval(() => session.execute('SELECT key FROM system.local', [], { timeoutMs: 1000 }).catch(() => {}), 200);
        process.stdin.once('data', async () => {
          clearInterval(timer);
          await cluster.shutdown();
          process.stdin.destroy();
          console.log('losses ' + losses);
        });
      })();`;
    this.#child = spawn(process.execPath, ['-e', script], {
      cwd: path.join(__dirname, '..', '..'),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.isConnected = once(this.#child.stdout!, 'data');
  }

  /** Tells it to shut its cluster down; resolves when it has ended by itself, with its exit code and what it said last. */
  async end(): Promise<{ code: number; said: string }> {
    let said = '';
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text));
    this.#child.stdin!.write('end');
    const [code] = (await once(this.#child, 'close')) as [number];
    return { code, said };
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

describe('a node that hangs', () => {
  const hung = 0;
  let load: Load;
  let opened: Awaited<ReturnType<typeof openControl>>;

  beforeAll(async () => {
    load = await Load.start(session);
    opened = await openControl([contactPointOf(three.fixture.node(hung))], { controlConnectionTimeoutMs: 8000 });
    await three.fixture.node(hung).pause();
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await load.stop();
  });

  test('is left by a control connection once it has not answered in time', async () => {
    const { control } = opened;
    const stuck = control.currentNode!;
    await expect(control.metadata.refreshKeyspaces()).rejects.toThrow('did not answer within 8000 ms');
    await control.metadata.refreshKeyspaces();
    expect(control.currentNode).not.toBe(stuck);
  });

  test('is noticed by heartbeats, while idempotent requests are answered by others', async () => {
    await isUp(hung, false);
    await goesOn(load, 100);
    expect(load.failures).toEqual([]);
  });

  test('does not keep a cluster from connecting that has it for its first contact point, and a dead one for the second', async () => {
    const dead = `127.0.0.1:1`;
    const contactPoints = [three.endpointOf(hung), dead, three.endpointOf(1)];
    const { cluster: other, session: connected } = await three.connect({ contactPoints });
    await expect(connected.execute('SELECT key FROM system.local')).resolves.toMatchObject({ length: 1 });
    expect(other.nodes.map(({ endpoint }) => endpoint).sort()).toEqual([0, 1, 2].map((i) => three.endpointOf(i)));
    await other.shutdown();
  });

  test('comes back when it goes on', async () => {
    await three.fixture.node(hung).resume();
    await isUp(hung, true);
    await three.allServe(session);
    expect(load.failures).toEqual([]);
  });
});

describe('a rolling restart', () => {
  test('of all nodes, the last of which is killed, fails no idempotent request; prepared statements and control connections survive it', async () => {
    const moves: string[] = [];
    cluster.on('warning', (message) => moves.push(message));
    await using opened = await openControl(three.nodes.map(contactPointOf));
    const { control, heard } = opened;
    const lost = control.currentNode!;
    const last = [0, 1, 2].findIndex((index) => three.endpointOf(index) === lost.endpoint);
    const load = await Load.start(session);

    // A node that stops waits for the answers of one that was killed: as long as a request may take, or until it is killed itself.
    for (const node of three.nodes.filter((_, index) => index !== last)) {
      await node.stop();
      await node.start();
      await three.allServe(session);
    }

    expect(control.currentNode).toBe(lost);
    const before = { warnings: heard.warnings.length, hints: heard.hints.length };
    await three.fixture.node(last).kill();
    await isUp(last, false);
    await heard.until(() => heard.warnings.length > before.warnings);
    await control.metadata.refreshKeyspaces();
    expect(control.currentNode).not.toBe(lost);
    expect([control.nodes.length, heard.removed]).toEqual([3, []]);
    await goesOn(load, 100);
    await three.fixture.node(last).start();
    await isUp(last, true);
    await heard.until(() => heard.hints.slice(before.hints).includes(lost));
    expect(control.nodes.filter((node) => node !== lost)).toContain(control.currentNode);
    await three.allServe(session);
    expect(await control.metadata.checkSchemaAgreement()).toBe(true);

    await load.stop();
    expect(load.failures).toEqual([]);
    expect(load.done).toBeGreaterThan(100);
    await load.verify();
    expect(load.failures).toEqual([]);
    expect(moves).toContain('The control connection was lost; it moves to another node');
    const announced = new Promise((resolve) => {
      cluster.on('schemaChanged', (change) => change.name === 'after_losses' && resolve(change));
    });
    await three.fixture.runCql('CREATE TABLE after_losses (id int PRIMARY KEY)', { keyspace: three.keyspace });
    expect(await announced).toMatchObject({ change: 'CREATED', target: 'TABLE' });
  });
});

describe('all nodes', () => {
  test('may go down: requests fail at once, and the session recovers by itself', async () => {
    await Promise.all(three.nodes.map((node) => node.kill()));
    for (const index of [0, 1, 2]) await isUp(index, false);
    await until('requests find no node', () =>
      expect(session.execute('SELECT id FROM probe')).rejects.toThrow(NoHostAvailableError),
    );
    await Promise.all(three.nodes.map((node) => node.start()));
    for (const index of [0, 1, 2]) await isUp(index, true);
    await three.allServe(session);
    const load = await Load.start(session);
    await goesOn(load, 100);
    await load.stop();
    expect(load.failures).toEqual([]);
  });
});

describe('a node that joins', () => {
  test('gets connections and requests, is shown with its range, and after it has left it is forgotten', async () => {
    await using opened = await openControl(three.nodes.map(contactPointOf));
    const { control, heard } = opened;
    // While ranges move, Cassandra itself does not promise that a quorum reads what a quorum wrote.
    const load = await Load.start(session, { readsBack: false });
    const added = await three.fixture.addNode();
    const endpoint = `${added.address}:${added.port}`;
    const find = () => cluster.nodes.find((node) => node.endpoint === endpoint);
    await until('the node that joined is up for the client', async () => expect(find()?.isUp).toBe(true));
    await until('it coordinates requests', async () => expect(load.coordinators).toContain(endpoint));
    await heard.until(() => heard.added.length === 4);
    expect(control.nodes.map(({ address }) => address)).toContain(added.address);
    await heard.until(() => control.metadata.getTokenRanges().size === 4);
    await added.nodetool('decommission');
    await until('the client forgets the node that left', async () => expect(find()).toBeUndefined());
    await heard.until(() => heard.removed.length === 1);
    expect(heard.removed[0]!.address).toBe(added.address);
    expect(control.metadata.getTokenRanges().size).toBe(3);
    await added.stop();
    await load.stop();
    expect(load.failures).toEqual([]);
  });
});

describe('shutdown', () => {
  test('after all of this leaves nothing: the process ends by itself', async () => {
    const { code, said } = await longLived.end();
    expect(code).toBe(0);
    expect(Number(/losses (\d+)/.exec(said)?.[1])).toBeGreaterThan(5);
  });
});
