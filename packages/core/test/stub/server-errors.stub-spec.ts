// Every error of the protocol, from the wire to the caller. `test/cluster/server-errors.server-spec.ts` has those that a real server gives on demand.
import { CqlStub, serverError, type Reply } from '@async-cassandra/testing';
import {
  AlreadyExistsError,
  AsyncCluster,
  BootstrappingError,
  CasWriteUnknownError,
  CdcWriteFailureError,
  ConfigError,
  CqlSyntaxError,
  errors,
  FunctionFailureError,
  InvalidRequestError,
  OverloadedError,
  policies,
  ReadFailureError,
  ReadTimeoutError,
  ServerError,
  ServerProtocolError,
  ServerResponseError,
  TruncateError,
  types,
  UnauthorizedError,
  UnavailableError,
  UnpreparedError,
  WriteFailureError,
  WriteTimeoutError,
} from '../../src/index';

const { consistencies } = types;
const quorum = { consistency: consistencies.localQuorum, consistencies: consistencies.localQuorum };
const counts = { ...quorum, received: 1, required: 2, blockFor: 2 };
const reasons = { '127.0.0.1': 0, '::1': 6 };
const id = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

const table: [new (...args: never[]) => Error, Reply, object][] = [
  [ServerError, serverError.server('boom'), { code: 0x0000, message: expect.stringContaining('boom') }],
  [ServerProtocolError, serverError.protocol(), { code: 0x000a }],
  [
    UnavailableError,
    serverError.unavailable({ required: 3, alive: 1 }),
    { code: 0x1000, ...quorum, required: 3, alive: 1 },
  ],
  [OverloadedError, serverError.overloaded(), { code: 0x1001 }],
  [BootstrappingError, serverError.bootstrapping(), { code: 0x1002 }],
  [TruncateError, serverError.truncate(), { code: 0x1003 }],
  [
    WriteTimeoutError,
    serverError.writeTimeout({ writeType: 'BATCH' }),
    { code: 0x1100, ...counts, writeType: 'BATCH' },
  ],
  [
    WriteTimeoutError,
    serverError.writeTimeout({ writeType: 'CAS', contentions: 7, consistency: 'SERIAL' }),
    { code: 0x1100, consistency: consistencies.serial, writeType: 'CAS', contentions: 7 },
  ],
  [ReadTimeoutError, serverError.readTimeout({ dataPresent: true }), { code: 0x1200, ...counts, isDataPresent: true }],
  [
    ReadFailureError,
    serverError.readFailure({ reasons, dataPresent: false }),
    { code: 0x1300, ...counts, failures: 2, reasons, isDataPresent: false },
  ],
  [
    FunctionFailureError,
    serverError.functionFailure({ keyspace: 'app', functionName: 'f', argumentTypes: ['int', 'text'] }),
    { code: 0x1400, keyspace: 'app', functionName: 'f', argTypes: ['int', 'text'] },
  ],
  [
    WriteFailureError,
    serverError.writeFailure({ reasons, writeType: 'COUNTER' }),
    { code: 0x1500, ...counts, failures: 2, reasons, writeType: 'COUNTER' },
  ],
  [CdcWriteFailureError, serverError.cdcWriteFailure(), { code: 0x1600 }],
  [
    CasWriteUnknownError,
    serverError.casWriteUnknown(),
    { code: 0x1700, consistency: consistencies.serial, received: 1, required: 2 },
  ],
  [CqlSyntaxError, serverError.syntax(), { code: 0x2000 }],
  [UnauthorizedError, serverError.unauthorized(), { code: 0x2100 }],
  [InvalidRequestError, serverError.invalid(), { code: 0x2200 }],
  [ConfigError, serverError.config(), { code: 0x2300 }],
  [
    AlreadyExistsError,
    serverError.alreadyExists({ keyspace: 'app', table: 'users' }),
    { code: 0x2400, keyspace: 'app', table: 'users' },
  ],
  [
    AlreadyExistsError,
    serverError.alreadyExists({ keyspace: 'app', table: '' }),
    { code: 0x2400, keyspace: 'app', table: undefined },
  ],
  [UnpreparedError, serverError.unprepared(id), { code: 0x2500, id, queryId: id }],
  [
    ServerResponseError,
    serverError.custom(0x7777, 'from the future'),
    { code: 0x7777, message: expect.stringContaining('from the future') },
  ],
];

describe('an error of the server', () => {
  let stub: CqlStub;
  let cluster: AsyncCluster;

  beforeAll(async () => {
    stub = await CqlStub.start();
    cluster = new AsyncCluster({ ...stub.clusterOptions(), retryPolicy: new policies.retry.FallthroughRetryPolicy() });
  });
  afterAll(async () => {
    await cluster.shutdown();
    await stub.close();
  });

  test.each(table.map(([type, reply, fields]) => [type.name, type, reply, fields] as const))(
    'reaches the caller as %s with its fields and the way it took',
    async (name, type, reply, fields) => {
      const session = await cluster.connect();
      stub.when('SELECT a').once().reply(reply);
      const failure: unknown = await session.execute('SELECT a').catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(type);
      expect(failure).toBeInstanceOf(ServerResponseError);
      expect(failure).toBeInstanceOf(errors.ResponseError);
      expect(failure).toMatchObject({ name, ...fields });
      const { executionInfo } = failure as ServerResponseError;
      expect(executionInfo).toMatchObject({ attempts: [{ node: stub.node(0).endpoint, outcome: name }] });
    },
  );
});
