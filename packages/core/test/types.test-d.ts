// What must and what must not compile in front of the session. Nothing here runs.
import {
  AsyncRetryPolicy,
  codec,
  SimpleStatement,
  types,
  type AsyncCassandraError,
  type AsyncClusterOptions,
  type AsyncResultSet,
  type DecisionInfo,
  type ExecuteOptions,
  type ExecutionInfo,
  type OperationInfo,
  type PreparedStatement,
  type ReplicaCounts,
  type ServerResponseError,
  type Session,
  type Uuid,
  type WriteTimeoutError,
} from '@async-cassandra/core';

declare const session: Session;

interface User {
  readonly id: number;
  readonly name?: string;
}
class Person {
  constructor(
    readonly id: number,
    readonly name: string,
  ) {}
}
declare const user: User;

// Parameters are an array, or any object: an interface's, a class's, a type's.
void session.execute('INSERT', user);
void session.execute('INSERT', new Person(1, 'Ada'));
void session.execute('INSERT', [1, 'Ada'] as const);
void session.executeConcurrent('INSERT', [user, new Person(1, 'Ada')]);
// @ts-expect-error: a text is no list of parameters
void session.execute('INSERT', 'Ada');

// A statement knows its rows, and a prepared one its parameters.
export const simple: Promise<AsyncResultSet<User>> = session.execute(new SimpleStatement<User>('SELECT'));
declare const byId: PreparedStatement<User, [id: number]>;
export const prepared: Promise<AsyncResultSet<User>> = session.execute(byId, [7]);
byId.bind([7]);
// @ts-expect-error: the id is a number
void session.execute(byId, ['7']);
// @ts-expect-error: the id is a number
byId.bind(['7']);
export const anyParameters: PreparedStatement<User> = byId;

// Levels by name and by number, and nothing else.
export const levels: ExecuteOptions[] = [
  { consistency: 'localQuorum', serialConsistency: 'localSerial' },
  { consistency: types.consistencies.localQuorum, serialConsistency: types.consistencies.serial },
  { consistency: 6 },
];
// @ts-expect-error: there is no such level
export const noLevel: ExecuteOptions = { consistency: 42 };
// @ts-expect-error: there is no such level
export const noName: ExecuteOptions = { consistency: 'local_quorum' };
// @ts-expect-error: not for conditions
export const notSerial: ExecuteOptions = { serialConsistency: 'quorum' };

// An option may be undefined, also with exactOptionalPropertyTypes.
export const absent: AsyncClusterOptions & ExecuteOptions = {
  port: undefined,
  signal: undefined,
  fetchSize: undefined,
};

export const traceIdOf = (info: ExecutionInfo): Uuid | undefined => info.traceId;

// Errors of ours and of the server name their statement.
export const statementOf = (error: AsyncCassandraError | ServerResponseError): string | undefined => error.statement;

// What signatures name can be written down.
export const countsOf = (error: WriteTimeoutError): ReplicaCounts => error;
export class OncePolicy extends AsyncRetryPolicy {
  override onUnavailable(info: OperationInfo, consistency: number, required: number, alive: unknown): DecisionInfo {
    return info.nbRetry > 0 ? this.rethrowResult() : super.onUnavailable(info, consistency, required, alive);
  }
}

// Codecs: what `decode` makes is what `encode` takes, and one of `type` and `column` says where.
class Money {
  constructor(readonly cents: bigint) {}
}
const both = {
  decode: (stored: types.Integer) => new Money(BigInt(stored.toString())),
  encode: (own: Money) => own.cents,
};
export const withCodecs: AsyncClusterOptions = {
  codecs: [
    codec({ type: 'varint', ...both }),
    codec({ column: 'shop.items.price', ...both }),
    codec({ type: 'timestamp', decode: (at: Date) => at.getTime(), encode: (ms) => new Date(ms) }),
    codec<string, Money>({
      type: 'text',
      decode: (text) => new Money(BigInt(text)),
      encode: ({ cents }) => `${cents}`,
    }),
  ],
};
// @ts-expect-error `encode` has to take what `decode` makes
codec({ type: 'int', decode: (stored: number) => new Money(BigInt(stored)), encode: (own: string) => Number(own) });
// @ts-expect-error of a type or of a column, not of both
codec({ type: 'int', column: 'shop.items.price', ...both });
// @ts-expect-error it needs both functions
codec({ type: 'int', decode: both.decode });
// @ts-expect-error a plain object is no codec: `codec` checks it
export const unchecked: AsyncClusterOptions = { codecs: [{ type: 'varint', ...both }] };
