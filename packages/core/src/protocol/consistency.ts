// The [consistency] of the protocol (v5 spec, section 3). Names and numbers are those of `types.consistencies` of cassandra-driver.

export const consistency = {
  any: 0x0000,
  one: 0x0001,
  two: 0x0002,
  three: 0x0003,
  quorum: 0x0004,
  all: 0x0005,
  localQuorum: 0x0006,
  eachQuorum: 0x0007,
  serial: 0x0008,
  localSerial: 0x0009,
  localOne: 0x000a,
} as const;

const names = new Map<number, string>(
  Object.entries(consistency).map(([name, code]) => [code, name.replace(/[A-Z]/g, '_$&').toUpperCase()]),
);

/** Whether it is one of Paxos: SERIAL or LOCAL_SERIAL. */
export function isSerial(code: number): boolean {
  return code === consistency.serial || code === consistency.localSerial;
}

/** As CQL spells it: `LOCAL_QUORUM`. A code that v5 does not know is shown as a number. */
export function consistencyName(code: number): string {
  return names.get(code) ?? String(code);
}
