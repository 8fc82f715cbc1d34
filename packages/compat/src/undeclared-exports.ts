// Exports of cassandra-driver that it does not declare, or declares as an interface although they are classes: the same objects, without an
// import of its `lib`.
import * as driver from 'cassandra-driver';
import type { ExecutionOptions as DriverExecutionOptions, token as driverToken } from 'cassandra-driver';

const undeclared = driver as unknown as Readonly<Record<'Encoder' | 'ExecutionOptions' | 'token', unknown>>;

/** The codec of cassandra-driver. */
export const Encoder = undeclared.Encoder as new (protocolVersion: number, options: object) => object;

/** The options of a call for request trackers and policies: the class to extend in their tests. */
export const ExecutionOptions = undeclared.ExecutionOptions as new () => DriverExecutionOptions;
export type ExecutionOptions = DriverExecutionOptions;

export const token = undeclared.token as {
  readonly Token: abstract new (...args: never[]) => object;
  readonly TokenRange: abstract new (...args: never[]) => object;
};

// Has the same name as the object, as in cassandra-driver's declarations: types only.
// oxlint-disable-next-line typescript/no-namespace
export declare namespace token {
  export type Token = driverToken.Token;
  export type TokenRange = driverToken.TokenRange;
}
