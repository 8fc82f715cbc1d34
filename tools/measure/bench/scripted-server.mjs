// A CQL stub that answers all requests of the scenarios, so that a spec can run the suite in seconds. It yields no numbers.
import { createRequire } from 'node:module';
import { CqlStub, pagedRows, rows, userType, voidResult } from '@async-cassandra/testing';
import { rowsToLoad, scenarios } from './scenarios.mjs';
import { eventValues, knownUser, queries, wideValues } from './tables.mjs';

const { types } = createRequire(import.meta.url)('cassandra-driver');

const keyspace = 'bench';
const users = { name: 'text', email: 'text', age: 'int', created: 'timestamp' };
const events = { id: 'uuid', ...users };
const wide = {
  id: 'uuid',
  name: 'text',
  note: 'text',
  score: 'double',
  created: 'timestamp',
  tags: 'set<text>',
  readings: 'list<int>',
  labels: 'map<text, text>',
  address: userType(keyspace, 'address', { street: 'text', city: 'text', zip: 'int' }),
  payload: 'blob',
};

const pick = (columns, ...names) => Object.fromEntries(names.map((name) => [name, columns[name]]));
const list = (count, valuesOf) => Array.from({ length: count }, (_, i) => plain(valuesOf(types, i)));
const plain = (values) => values.map((value) => (value instanceof types.Uuid ? value.toString() : value));

export async function startScriptedServer(scale) {
  const counts = rowsToLoad(Object.keys(scenarios), scale);
  const stub = await CqlStub.start({ maxRecordedRequests: 10 });
  stub.when(queries.scan).reply(pagedRows(events, list(counts.events, eventValues)));
  stub.when(queries.scanWide).reply(pagedRows(wide, list(counts.wide, wideValues)));
  stub
    .when(queries.read)
    .variables({ id: 'uuid' })
    .reply(rows(events, [plain([knownUser, 'alice', 'a@b.c', 33, new Date(0)])]));
  stub.when(queries.insert).variables(events).reply(voidResult());
  stub.when(queries.insertWide).variables(wide).reply(voidResult());
  stub
    .when(queries.update)
    .variables(pick(events, 'name', 'age', 'id'))
    .reply(voidResult());
  stub.when(queries.delete).variables(pick(events, 'id')).reply(voidResult());
  stub.when({ opcode: 'BATCH' }).reply(voidResult());
  return { ...stub.clusterOptions(), keyspace, close: () => stub.close() };
}
