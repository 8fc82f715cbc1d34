import type { EntryState, FileEntries } from './journal';
import { checksumOf, checksumOfAll } from './checksum';
import { scriptChecksum, type MigrationFile } from './migration-files';
import { planOf, refuseChanged, refuseUnfinished } from './plan';

const file = (name: string, ...texts: string[]): MigrationFile => {
  const fileName = `${name}.cql`;
  const statements = texts.map((text, i) => ({
    place: { file: fileName, statement: i + 1, line: i + 1, summary: text },
    text,
    checksum: checksumOf(text),
  }));
  const checksum = checksumOfAll(statements.map((each) => each.checksum));
  return {
    name,
    file: fileName,
    path: fileName,
    order: Number.parseInt(name, 10),
    isScript: false,
    statements,
    checksum,
  };
};

const users = file('1_users', 'A', 'B', 'C');
const orders = file('2_orders', 'D');

/** What the journal holds of a file, the file's own state first. */
const entries = (of: MigrationFile, ...states: (EntryState | undefined)[]): [string, FileEntries] => [
  of.name,
  new Map(
    states.flatMap((state, i) => {
      const checksum = i === 0 ? of.checksum : of.statements[i - 1]!.checksum;
      return state === undefined ? [] : [[i, { state, checksum }]];
    }),
  ),
];

const left = (of: MigrationFile[], ...journal: [string, FileEntries][]) =>
  planOf(of, new Map(journal)).pending.map(({ file: { name }, statements }) => [
    name,
    ...statements.map((s) => s.text),
  ]);

it('leaves what the journal does not know', () => {
  expect(left([users, orders])).toEqual([
    ['1_users', 'A', 'B', 'C'],
    ['2_orders', 'D'],
  ]);
  expect(left([users, orders], entries(users, 'done', 'done', 'done', 'done'))).toEqual([['2_orders', 'D']]);
});

it.each<EntryState>(['begun', 'refused'])('goes on within a file, at the statement that is %s', (state) => {
  expect(left([users], entries(users, undefined, 'done', state))).toEqual([['1_users', 'B', 'C']]);
});

it('names what the journal knows and the folder does not', () => {
  expect(planOf([users], new Map([entries(orders, 'done', 'done')])).unknown).toEqual(['2_orders']);
});

it('refuses a file that was begun and whose statement nobody knows of', () => {
  const plan = planOf([users], new Map([entries(users, undefined, 'done', 'begun')]));
  expect(() => refuseUnfinished(plan)).toThrow(
    expect.objectContaining({ code: 'UNFINISHED', place: users.statements[1]!.place }),
  );
});

it('refuses a file below one that has run', () => {
  expect(() => planOf([users, orders], new Map([entries(orders, 'done', 'done')]))).toThrow(
    /1_users\.cql has not run, and 2_orders\.cql/,
  );
});

it('refuses a file that has run under another name', () => {
  expect(() => planOf([file('1_people', 'A')], new Map([entries(users, 'done')]))).toThrow(/number of 1_users/);
});

describe('a file that was changed', () => {
  const done = entries(users, 'done', 'done', 'done', 'done');

  it('after it had run is refused, unless that is meant', () => {
    const plan = planOf([file('1_users', 'A', 'B', 'X')], new Map([done]));
    expect(() => refuseChanged(plan)).toThrow(expect.objectContaining({ code: 'CHANGED' }));
    expect(() => refuseChanged(plan, ['1_users.cql'])).not.toThrow();
  });

  it('may be changed where it has not run', () => {
    const journal = entries(users, undefined, 'done', 'refused');
    expect(left([file('1_users', 'A', 'X', 'Y', 'Z')], journal)).toEqual([['1_users', 'X', 'Y', 'Z']]);
  });

  it.each([
    ['a statement that is done', ['X', 'B', 'C']],
    ['a statement that was begun', ['A', 'X', 'C']],
    ['a statement that is done and left out', []],
  ])('in %s is refused', (_, texts) => {
    const journal = new Map([entries(users, undefined, 'done', 'begun')]);
    expect(() => planOf([file('1_users', ...texts)], journal)).toThrow(expect.objectContaining({ code: 'CHANGED' }));
  });

  it('is not told of a script, which may have been compiled since', () => {
    const script = { ...users, isScript: true, checksum: scriptChecksum };
    expect(planOf([script], new Map([done])).changed).toEqual([]);
  });
});
