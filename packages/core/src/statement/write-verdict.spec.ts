import { OperationTimedOutError } from '../driver/errors';
import { types } from '../driver/values';
import { AuthenticationError, ConnectionError, OverloadError, QueryError } from '../errors/async-cassandra-error';
import { ConnectionLostError } from '../errors/connection-lost-error';
import { ProtocolError } from '../errors/protocol-error';
import * as server from '../errors/server-errors';
import { bothOutcomes, type WriteOutcome } from '../errors/write-outcome';
import type { WriteKind } from './write-kind';
import { outcomeOfAnswer, outcomeOfFailure } from './write-verdict';

const { consistencies } = types;
const unavailable = (consistency: number): Error =>
  new server.UnavailableError('too few', { consistency, consistencies: consistency, required: 2, alive: 1 });
const counts = {
  consistency: consistencies.quorum,
  consistencies: consistencies.quorum,
  received: 1,
  required: 2,
  blockFor: 2,
};
const failures = { ...counts, failures: 1, reasons: {} };
const writeTimeout = (writeType: string): Error => new server.WriteTimeoutError('late', { ...counts, writeType });

const errors = {
  unavailable: unavailable(consistencies.quorum),
  unavailableOfAll: unavailable(consistencies.all),
  unavailableOfThree: unavailable(consistencies.three),
  unavailableOfEach: unavailable(consistencies.eachQuorum),
  unavailableOfOne: unavailable(consistencies.localOne),
  unavailableSerial: unavailable(consistencies.serial),
  unavailableLocal: unavailable(consistencies.localSerial),
  bootstrapping: new server.BootstrappingError('joining'),
  overloaded: new server.OverloadedError('too much'),
  truncate: new server.TruncateError('truncate'),
  server: new server.ServerError('bug'),
  serverProtocol: new server.ServerProtocolError('what?'),
  readTimeout: new server.ReadTimeoutError('late', { ...counts, isDataPresent: false }),
  readFailure: new server.ReadFailureError('failed', { ...failures, isDataPresent: false }),
  writeTimeoutSimple: writeTimeout('SIMPLE'),
  writeTimeoutBatch: writeTimeout('BATCH'),
  writeTimeoutBatchLog: writeTimeout('BATCH_LOG'),
  writeTimeoutUnlogged: writeTimeout('UNLOGGED_BATCH'),
  writeTimeoutCounter: writeTimeout('COUNTER'),
  writeTimeoutCas: writeTimeout('CAS'),
  writeTimeoutView: writeTimeout('VIEW'),
  writeTimeoutCdc: writeTimeout('CDC'),
  writeFailure: new server.WriteFailureError('failed', { ...failures, writeType: 'SIMPLE' }),
  casWriteUnknown: new server.CasWriteUnknownError('unknown', counts),
  cdcWriteFailure: new server.CdcWriteFailureError('full'),
  functionFailure: new server.FunctionFailureError('threw', { keyspace: 'k', functionName: 'f', argTypes: [] }),
  syntax: new server.CqlSyntaxError('syntax'),
  unauthorized: new server.UnauthorizedError('no'),
  invalid: new server.InvalidRequestError('invalid'),
  config: new server.ConfigError('config'),
  alreadyExists: new server.AlreadyExistsError('exists', { keyspace: 'k', table: 't' }),
  unprepared: new server.UnpreparedError('unprepared', { id: Buffer.of(1), queryId: Buffer.of(1) }),
  authentication: new AuthenticationError('no'),
  ofANewerServer: new server.ServerResponseError(0x7777, 'new'),
  lostUnwritten: new ConnectionLostError('lost', { written: false }),
  lostWritten: new ConnectionLostError('lost', { written: true }),
  protocol: new ProtocolError('bad bytes'),
  connection: new ConnectionError('gone'),
  clientTimeout: new OperationTimedOutError('late'),
  overload: new OverloadError('full'),
  query: new QueryError('anything'),
  foreign: new RangeError('of user code'),
};

const kinds: readonly WriteKind[] = ['read', 'single', 'logged', 'scattered', 'conditional', 'schema', 'opaque'];

// A dash: unknown. Only what is written out here proves that nothing was written.
const table = `
error                  read  single  logged  scattered  conditional  schema  opaque
unavailable            no    no      no      -          -            -       -
unavailableOfAll       no    no      no      -          -            -       -
unavailableOfThree     no    no      no      -          -            -       -
unavailableOfEach      no    no      no      -          -            -       -
unavailableOfOne       no    no      no      -          -            -       -
unavailableSerial      no    no      no      -          no           -       -
unavailableLocal       no    no      no      -          no           -       -
bootstrapping          no    no      no      no         no           no      no
functionFailure        no    no      no      no         no           no      -
syntax                 no    no      no      no         no           no      no
unauthorized           no    no      no      no         no           no      no
authentication         no    no      no      no         no           no      no
invalid                no    no      no      no         no           no      -
config                 no    no      no      no         no           no      -
alreadyExists          no    no      no      no         no           no      -
unprepared             no    no      no      no         no           no      no
lostUnwritten          no    no      no      no         no           no      no
`;
const [header, ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.split(/ +/));
const cellsByError = new Map(rows.map(([error, ...cells]) => [error!, cells]));

describe('outcomeOfFailure', () => {
  it('has a table of every kind and of errors that exist', () => {
    expect(header!.slice(1)).toEqual(kinds);
    expect(Object.keys(errors)).toEqual(expect.arrayContaining([...cellsByError.keys()]));
  });

  it.each(Object.entries(errors).flatMap(([name, error]) => kinds.map((kind, i) => ({ name, error, kind, i }))))(
    'judges $name of a $kind statement',
    ({ name, error, kind, i }) => {
      const proves = cellsByError.get(name)?.[i] === 'no';
      expect(outcomeOfFailure(error, kind)).toBe(proves ? 'notApplied' : 'unknown');
    },
  );
});

describe('outcomeOfAnswer', () => {
  it('is in doubt only where the answer itself says whether it was applied', () => {
    expect(kinds.filter((kind) => outcomeOfAnswer(kind) === 'unknown')).toEqual(['conditional', 'opaque']);
  });
});

describe('bothOutcomes', () => {
  it.each([
    ['notApplied', 'notApplied', 'notApplied'],
    ['notApplied', 'unknown', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
    ['applied', 'notApplied', 'applied'],
    ['applied', 'unknown', 'applied'],
  ] satisfies [WriteOutcome, WriteOutcome, WriteOutcome][])('of %s and %s is %s', (one, other, both) => {
    expect(bothOutcomes(one, other)).toBe(both);
    expect(bothOutcomes(other, one)).toBe(both);
  });
});
