// Copies of parameters that wait until their statement is prepared: of values of this realm, of others, and of any copy of
// cassandra-driver.
import { createContext, runInContext } from 'node:vm';
import { types } from 'cassandra-driver';
import { isUnset } from '../codec/unset';
import { hasParameters } from './parameters';
import { snapshotInPlace, snapshotOf, snapshotOfValue } from './snapshot';

const realm = runInContext('globalThis', createContext()) as typeof globalThis;

const changes: [what: string, make: (of: typeof globalThis) => object, change: (value: never) => void][] = [
  ['a Date', (of) => new of.Date(5), (date: Date) => date.setTime(6)],
  ['a Set', (of) => new of.Set([1]), (set: Set<number>) => set.add(2)],
  ['a Map', (of) => new of.Map([['a', 1]]), (map: Map<string, number>) => map.set('b', 2)],
  ['an array', (of) => of.Array.of(1), (array: number[]) => array.push(2)],
  ['bytes', (of) => of.Uint8Array.of(1), (bytes: Uint8Array) => bytes.fill(2)],
  ['an object', (of) => of.Object.fromEntries([['a', 1]]), (object: { a: number }) => (object.a = 2)],
  ['a null-prototype object', (of) => of.Object.create(null) as object, (object: { a: number }) => (object.a = 2)],
];

describe.each([
  { name: 'this realm', of: globalThis },
  { name: 'another realm', of: realm },
])('a value of $name', ({ of }) => {
  it.each(changes)('%s does not change in its copy', (_what, make, change) => {
    const value = make(of);
    const copy = snapshotOfValue(value);
    const nested = snapshotOf([[value]]);
    change(value as never);
    expect(textOf(copy)).toBe(textOf(make(of)));
    expect(textOf(nested)).toBe(textOf([[make(of)]]));
  });

  it('an empty object is no parameters', () => {
    expect(hasParameters(new of.Object())).toBe(false);
    expect(hasParameters(of.Object.create(null))).toBe(false);
  });
});

it('keeps unset what is unset', () => {
  const other: unknown = Object.freeze({ unset: true });
  expect(isUnset(snapshotOfValue(types.unset))).toBe(true);
  expect(isUnset(snapshotOfValue(other))).toBe(true);
  expect(isUnset(snapshotOfValue({ unset: true }))).toBe(false);
});

function textOf(value: unknown): string {
  return JSON.stringify(value, (_name, item: unknown) =>
    typeof item === 'object' && item !== null && Symbol.iterator in item ? [...(item as Iterable<unknown>)] : item,
  );
}

it('keeps the class and the own properties of what the application built upon a built-in class', () => {
  class Tags extends Set<string> {
    label = 'all';
  }
  class Moment extends Date {
    zone = 'UTC';
  }
  class Rows extends Array<number> {
    unit = 'ms';
  }
  const values = [new Tags(['a']), new Moment(5), Rows.of(1, 2), new (class Names extends Map<string, number> {})([['a', 1]])]; // oxfmt-ignore
  for (const value of values) {
    const copy = snapshotOfValue(value);
    expect(copy).not.toBe(value);
    expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(value));
    expect(copy).toEqual(value);
    expect({ ...(copy as object) }).toEqual({ ...value });
  }
});

describe('copies beside earlier ones', () => {
  const key = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
  const uuid = (text = key): types.Uuid => types.Uuid.fromString(text);

  it('share a Uuid with the same bytes at the same place', () => {
    const before = snapshotInPlace([uuid(), 1]);
    expect(snapshotInPlace([uuid(), 2], before)[0]).toBe(before[0]);
  });

  it('are their own where the bytes or the place differ', () => {
    const before = snapshotInPlace([uuid(), uuid()]);
    const last = `${key.slice(0, -1)}3`;
    const [changed, moved, more] = snapshotInPlace([uuid(last), 5, uuid()], before);
    expect(String(changed)).toBe(last);
    expect(moved).toBe(5);
    expect(more).not.toBe(before[0]);
    expect(String(more)).toBe(key);
  });

  it('never are the object that the application has', () => {
    const given = uuid();
    const before = snapshotInPlace([given]);
    const copies = snapshotInPlace([given], before);
    given.getBuffer().fill(0);
    expect(before.map(String)).toEqual([key]);
    expect(copies.map(String)).toEqual([key]);
  });

  it('refuse a Uuid that has lost its bytes', () => {
    const broken = uuid();
    broken.getBuffer = () => Buffer.alloc(15);
    expect(() => snapshotInPlace([broken], [uuid()])).toThrow('16 bytes');
  });
});
