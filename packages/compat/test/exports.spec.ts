import * as driver from 'cassandra-driver';
import * as compat from '../src/index';

const theirs = driver as unknown as Readonly<Record<string, unknown>>;
const ours = compat as unknown as Readonly<Record<string, unknown>>;

// Its whole, as a module of ESM sees it, is no name of its own.
const names = Object.keys(theirs).filter((name) => name !== 'default');

test('exports what cassandra-driver exports, and nothing else', () => {
  expect(Object.keys(ours).sort()).toEqual(names.sort());
});

test.each(names.filter((name) => name !== 'Client'))('exports the same %s', (name) => {
  expect(ours[name]).toBe(theirs[name]);
});
