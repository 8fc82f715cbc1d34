import { toRecord } from './to-record';

const entries = [
  ['__proto__', 1],
  ['constructor', 2],
  ['hasOwnProperty', 3],
  ['name', 4],
] as const;

it('has every entry as a property of its own, whatever its name', () => {
  const record = toRecord(new Map<string, number>(entries));
  expect(Object.entries(record)).toEqual(entries);
  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
});

it('is an object like any other, and leaves the prototype of all objects alone', () => {
  const record = toRecord(new Map<string, object>([['__proto__', { polluted: true }]]));
  expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(toRecord(null)).toEqual({});
});
