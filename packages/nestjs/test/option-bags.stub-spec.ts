// The tables of this package's bags: every name is known by a slip of the finger, every bag says what to use.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '@async-cassandra/core';
import type { OptionBag, OptionTable } from '@async-cassandra/core/options';
import * as bags from '../src/connection/option-bags';
import { NdjsonStream } from '../src/index';

const { checkBag: _, ...ofPackage } = bags;
const named = Object.entries<OptionBag<OptionTable>>(ofPackage);

const failureOf = (bag: OptionBag<OptionTable>, options: object): string => {
  try {
    bags.checkBag('A subject', bag, options);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('The options were taken');
};

test('every bag of the source is in the file of bags', () => {
  const source = path.join(__dirname, '../src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const made = files.filter((file) => /= optionBag\(/.test(readFileSync(path.join(source, file), 'utf8')));
  expect(made).toEqual([path.join('connection', 'option-bags.ts')]);
  expect(named).toHaveLength(6);
});

describe.each(named)('%s', (_name, bag) => {
  const names = Object.keys(bag.table);

  test('refuses a name that it does not know', () => {
    expect(failureOf(bag, { quiteAnotherName: 1 })).toMatch(/^A subject: unknown option 'quiteAnotherName': ./);
  });

  test.each(names.filter((each) => each.length > 3))('knows %s by a slip of the finger', (option) => {
    expect(failureOf(bag, { [`${option.slice(0, 2)}${option[1]}${option.slice(2)}`]: 1 })).toContain(
      `did you mean '${option}'?`,
    );
  });

  test('has no hint for a name that it knows', () => {
    expect(Object.keys(bag.hints).filter((hint) => Object.hasOwn(bag.table, hint))).toEqual([]);
  });
});

test.each<[string, OptionBag<OptionTable>, string, RegExp]>([
  ['an option of the cluster', bags.connectionBag, 'contactPoints', /goes into 'cluster'/],
  ['a name of another module', bags.connectionBag, 'connectionFactory', /give 'sessionFactory'/],
  ['an option of the connection', bags.asyncConnectionBag, 'cluster', /the factory returns it/],
  ['the keyspace of migrations', bags.migrationsBag, 'keyspace', /of the connection/],
])('%s is told where it goes', (_what, bag, name, message) => {
  expect(failureOf(bag, { [name]: {} })).toMatch(message);
});

test('@NdjsonStream refuses what it does not know, where it is written', () => {
  expect(() => NdjsonStream({ maxWating: 1 } as object)).toThrow(
    "@NdjsonStream: unknown option 'maxWating': did you mean 'maxWaiting'?",
  );
  expect(() => NdjsonStream({ maxWaiting: 0 })).toThrow("option 'maxWaiting' must be a whole number from 1");
});
