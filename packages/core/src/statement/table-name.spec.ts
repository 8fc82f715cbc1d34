import { formatTableName, parseTableName } from './table-name';

describe('parseTableName', () => {
  test.each([
    ['items', { keyspace: 'shop', name: 'items' }],
    ['Items', { keyspace: 'shop', name: 'items' }],
    ['store.Items', { keyspace: 'store', name: 'items' }],
    ['"Store"."Items"', { keyspace: 'Store', name: 'Items' }],
    ['"a.b"', { keyspace: 'shop', name: 'a.b' }],
    ['"say ""hi"""', { keyspace: 'shop', name: 'say "hi"' }],
  ])('reads %s as CQL does', (text, expected) => {
    expect(parseTableName(text, 'shop')).toEqual(expected);
  });

  test.each(['', 'a b', 'a.b.c', 'a.', '.a', '"a', 'items; DROP TABLE items', '""'])('refuses %p', (text) => {
    expect(() => parseTableName(text, 'shop')).toThrow('is not the name of a table');
  });

  test('needs a keyspace from somewhere', () => {
    expect(() => parseTableName('items', undefined)).toThrow("Write 'keyspace.table'");
    expect(parseTableName('shop.items', undefined)).toEqual({ keyspace: 'shop', name: 'items' });
  });
});

test('a name goes into CQL quoted', () => {
  expect(formatTableName({ keyspace: 'shop', name: 'Items' })).toBe('"shop"."Items"');
});
