import { typeCode, type ColumnSpec, type DataType } from '../protocol/data-type';
import type { SchemaChange } from '../protocol/responses/schema-change';
import { SchemaJournal } from './schema-journal';

const options = { frozen: false, reversed: false };
const int: DataType = { code: typeCode.int, info: null, options };
const udt = (name: string, ...fields: DataType[]): DataType => ({
  code: typeCode.udt,
  info: { keyspace: 'shop', name, fields: fields.map((type, i) => ({ name: `f${i}`, type })) },
  options,
});
const address = udt('address', int);

function textWith(...types: DataType[]) {
  const columns = types.map((type, i): ColumnSpec => ({ keyspace: 'shop', table: 'orders', name: `c${i}`, type }));
  return { keyspace: 'shop', columns };
}

function change(target: SchemaChange['target'], name?: string, rest: Partial<SchemaChange> = {}): SchemaChange {
  return { type: 'SCHEMA_CHANGE', change: 'UPDATED', target, keyspace: 'shop', name, ...rest } as SchemaChange;
}

function isOutdatedBy(what: SchemaChange | undefined, text = textWith(int)): boolean {
  const journal = new SchemaJournal();
  const before = journal.position;
  journal.record(what);
  return journal.hasChanged(text, before);
}

test.each<[string, SchemaChange | undefined, boolean]>([
  ['its table', change('TABLE', 'orders'), true],
  ['a table beside it', change('TABLE', 'items'), false],
  ['a table of the same name in another keyspace', change('TABLE', 'orders', { keyspace: 'other' }), false],
  ['a keyspace that was dropped', change('KEYSPACE', undefined, { change: 'DROPPED' }), true],
  ['a keyspace that was made anew', change('KEYSPACE', undefined, { change: 'CREATED' }), true],
  ['how a keyspace is replicated', change('KEYSPACE'), false],
  ['a function of its keyspace', change('FUNCTION', 'discount', { argumentTypes: ['int'] }), true],
  ['an aggregate of another keyspace', change('AGGREGATE', 'total', { keyspace: 'other' }), false],
  ['a type that it has not', change('TYPE', 'address'), false],
  ['anything: events were missed', undefined, true],
])('a text is concerned by a change of %s: %s, %s', (_, what, expected) => {
  expect(isOutdatedBy(what)).toBe(expected);
});

test.each<[string, DataType]>([
  ['alone', address],
  ['in a list', { code: typeCode.list, info: address, options }],
  ['in a set', { code: typeCode.set, info: address, options }],
  ['as the key of a map', { code: typeCode.map, info: [address, int], options }],
  ['as the value of a map', { code: typeCode.map, info: [int, address], options }],
  ['in a tuple', { code: typeCode.tuple, info: [int, address], options }],
  ['in another user type', udt('customer', int, address)],
  ['in a vector', { code: typeCode.custom, info: [address, 3], customTypeName: 'vector', options }],
])('finds a user type %s', (_, type) => {
  expect(isOutdatedBy(change('TYPE', 'address'), textWith(int, type))).toBe(true);
  expect(isOutdatedBy(change('TYPE', 'address', { keyspace: 'other' }), textWith(int, type))).toBe(false);
});

test('looks at what changed after the text was prepared, and not before', () => {
  const journal = new SchemaJournal();
  journal.record(change('TABLE', 'orders'));
  const { position } = journal;
  expect(journal.hasChanged(textWith(int), position)).toBe(false);
  journal.record(change('TABLE', 'items'));
  expect(journal.hasChanged(textWith(int), position)).toBe(false);
  expect(journal.hasChanged(textWith(int), position - 1)).toBe(true);
});

test('takes a text for changed that is older than what is kept', () => {
  const journal = new SchemaJournal();
  for (let i = 0; i < 257; i++) journal.record(change('TABLE', 'items'));
  expect(journal.hasChanged(textWith(int), 1)).toBe(false);
  expect(journal.hasChanged(textWith(int), 0)).toBe(true);
});
