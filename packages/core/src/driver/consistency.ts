// The consistency levels of cassandra-driver: the names and numbers of the protocol (v5 spec, section 3, [consistency]).
import { types } from 'cassandra-driver';

/** The numbers of the consistency levels, by name: `consistency.localQuorum`. */
export const consistency = types.consistencies;

// A TypeScript enum also has its names by number.
const namesByNumber: ReadonlyMap<unknown, string> = new Map(
  Object.entries(consistency)
    .filter(([, code]) => typeof code === 'number')
    .map(([name, code]) => [code, name.replace(/[A-Z]/g, '_$&').toUpperCase()]),
);

/** Whether the level belongs to Paxos: SERIAL or LOCAL_SERIAL. */
export function isSerial(code: number): boolean {
  return code === consistency.serial || code === consistency.localSerial;
}

const localLevels: readonly number[] = [consistency.localOne, consistency.localQuorum, consistency.localSerial];

/** Returns the level of a request whose meaning depends on the datacenter of the coordinator; undefined for the others. */
export function localLevelOf(code: number, serial: number | undefined, isConditional: boolean): number | undefined {
  if (localLevels.includes(code)) return code;
  return isConditional && serial === consistency.localSerial ? serial : undefined;
}

const { any, one, quorum, all, serial } = consistency;
const levelsOfTransactions: readonly number[] = [any, one, quorum, all, serial];

/** Returns the level itself if servers take it for a transaction (`BEGIN TRANSACTION`), else QUORUM. */
export function transactionLevelOf(code: number): number {
  return levelsOfTransactions.includes(code) ? code : quorum;
}

/** Returns the level as CQL spells it: `LOCAL_QUORUM`. A code that v5 does not have is shown as a number. */
export function consistencyName(code: number): string {
  return namesByNumber.get(code) ?? String(code);
}
