// The server of a soak, in a process of its own so that its memory does not count as the client's: a CQL stub that answers at once, late,
// never, with an error, or by closing the connection.
import { CqlStub, pagedRows, rows, serverError, voidResult } from '@async-cassandra/testing';
import { queries } from './queries.mjs';

const columns = { id: 'int', name: 'text' };
const user = rows(columns, [[1, 'ada']]);
const many = Array.from({ length: 1000 }, (_, id) => [id, `name ${id}`]);

const stub = await CqlStub.start({ maxRecordedRequests: 10 });
stub.when(queries.pages).reply(pagedRows(columns, many));
stub.when(queries.slow).delay(60).reply(user);
stub.when(queries.never).drop();
stub.when(queries.refused).reply(serverError.overloaded());
stub.when(queries.lost).reset();
stub.when(queries.plain).reply(user);
stub.when({ opcode: 'BATCH' }).reply(voidResult());
stub.when(queries.insert).variables(columns).reply(voidResult());
// Added last, because the newest rule is checked first, and this one handles nearly all requests.
stub.when(queries.read).variables({ id: 'int' }).reply(user);
process.send(stub.clusterOptions());
process.on('disconnect', () => stub.close().then(() => process.exit()));
