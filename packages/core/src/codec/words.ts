// Converts doubles, floats and 64-bit integers from and to 32-bit words, without the checks of Buffer methods and without a
// DataView for each page: one scratch cell with several typed arrays.

const cell = new ArrayBuffer(8);
const words = new Int32Array(cell);
const doubles = new Float64Array(cell);
const floats = new Float32Array(cell);
const bigints = new BigInt64Array(cell);

doubles[0] = 1;
/** Where the high word of a 64-bit cell lies: the machine's byte order. */
const highIndex = words[1] === 0 ? 0 : 1;
const lowIndex = 1 - highIndex;

export function doubleFromWords(high: number, low: number): number {
  words[highIndex] = high;
  words[lowIndex] = low;
  return doubles[0]!;
}

export function floatFromWord(word: number): number {
  words[0] = word;
  return floats[0]!;
}

export function bigintFromWords(high: number, low: number): bigint {
  words[highIndex] = high;
  words[lowIndex] = low;
  return bigints[0]!;
}

export function splitDouble(value: number): void {
  doubles[0] = value;
}

export function floatWord(value: number): number {
  floats[0] = value;
  return words[0]!;
}

/** Keeps the low 64 bits. */
export function splitBigint(value: bigint): void {
  bigints[0] = value;
}

/** The high word of the last number that was split. */
export function highWord(): number {
  return words[highIndex]!;
}

export function lowWord(): number {
  return words[lowIndex]!;
}
