import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, beforeEach, it } from 'node:test';
import { AsyncCluster, AsyncRetryPolicy } from '@async-cassandra/core';
import { CqlStub, serverError } from '@async-cassandra/testing';
import { WireTap } from './tap.mjs';

const query = 'UPDATE counters SET hits = hits + 1 WHERE id = ?';
const large = 'INSERT INTO texts (id, body) VALUES (?, ?)';
const { connect } = net;
const untold = [];
const tap = new WireTap(query, (problem) => untold.push(problem));
let stub, cluster, session, statement;
let id = 0;

before(async () => {
  stub = await CqlStub.start({ nodes: 2, protocolVersions: [5] });
  stub.when(query).variables({ id: 'int' }, { partitionKey: ['id'], keyspace: 'a', table: 'counters' });
  stub.when(large).variables({ id: 'int', body: 'text' });
  tap.begin();
  cluster = new AsyncCluster({ ...stub.clusterOptions(), retryPolicy: new AsyncRetryPolicy(1) });
  session = await cluster.connect();
  statement = await session.prepare(query);
});
after(async () => {
  await cluster.shutdown();
  tap.end();
  await stub.close();
});
beforeEach(() => (id += 1));

const unprepared = 0x2500;
/** Without the answers of a node that did not know the text yet. */
const answers = () =>
  tap
    .executionsOf(id)
    .map(({ answer }) => answer)
    .filter((answer) => answer !== unprepared);
const increase = (options) => session.execute(statement, [id], options);
/** The next executions get these answers. */
const executions = () => stub.when({ opcode: 'EXECUTE', query }).once();

it('records each execution with its answer', async () => {
  for (let i = 0; i < 2; i += 1) await increase();
  executions().reply(serverError.writeTimeout());
  await assert.rejects(increase());
  assert.deepEqual(answers(), ['result', 'result', 0x1100]);
  assert.deepEqual(untold, []);
});

it('records every attempt of a request', async () => {
  executions().reply(serverError.unavailable());
  await increase();
  assert.deepEqual(answers(), [0x1000, 'result']);
});

it('records an execution that is not answered, and an answer that comes after the client has stopped waiting', async () => {
  const held = executions().hold();
  const impatience = new AbortController();
  const abandoned = assert.rejects(increase({ signal: impatience.signal }), { name: 'AbortError' });
  await held.received(1);
  impatience.abort();
  await abandoned;
  assert.deepEqual(answers(), [undefined]);
  held.release();
  // On the same connection the held answer comes first; the other node may be asked meanwhile.
  for (let left = 1000; left > 0 && answers()[0] === undefined; left -= 1) await session.execute(statement, [0]);
  assert.deepEqual(answers(), ['result']);
});

it('follows a connection over requests that need several segments', async () => {
  await session.execute(large, [1, 'x'.repeat(300_000)]);
  await increase();
  assert.deepEqual(answers(), ['result']);
  assert.deepEqual(untold, []);
});

it('leaves the sockets of others alone, and all of them at its end', async () => {
  const server = net.createServer((socket) => socket.end('a byte')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [bytes] = await once(net.connect(server.address().port, '127.0.0.1'), 'data');
  assert.equal(String(bytes), 'a byte');
  server.close();
  assert.notEqual(net.connect, connect);
  tap.end();
  assert.equal(net.connect, connect);
  tap.begin();
});
