/** The [consistency] codes (v5 spec, section 3). */
export const consistencyCode = {
  ANY: 0x0000,
  ONE: 0x0001,
  TWO: 0x0002,
  THREE: 0x0003,
  QUORUM: 0x0004,
  ALL: 0x0005,
  LOCAL_QUORUM: 0x0006,
  EACH_QUORUM: 0x0007,
  SERIAL: 0x0008,
  LOCAL_SERIAL: 0x0009,
  LOCAL_ONE: 0x000a,
} as const;

/** The name of a consistency level. */
export type ConsistencyName = keyof typeof consistencyCode;

const names = new Map<number, ConsistencyName>(
  Object.entries(consistencyCode).map(([name, code]) => [code, name as ConsistencyName]),
);

export function consistencyName(code: number): ConsistencyName {
  const name = names.get(code);
  if (name === undefined) {
    throw new RangeError(`Unknown consistency 0x${code.toString(16)}`);
  }
  return name;
}
