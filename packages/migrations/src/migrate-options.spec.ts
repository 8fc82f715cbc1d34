import { settingsOf } from './migrate-options';

const given = { folder: 'migrations', keyspace: 'shop' };

it('completes what is left out', () => {
  expect(settingsOf('migrate', given)).toEqual({
    ...given,
    dryRun: false,
    statementTimeoutMs: 120_000,
    lock: { waitMs: 300_000, leaseMs: 15_000 },
  });
});

it.each([
  [undefined, /needs options/],
  [{ keyspace: 'shop' }, /'folder' is missing/],
  [{ folder: 'a' }, /'keyspace' is missing/],
  [{ ...given, keyspace: 'a-b' }, /'keyspace' must be the name of a keyspace/],
  [{ ...given, path: 'x' }, /unknown option 'path': give 'folder'/],
  [{ ...given, quiteAnotherName: 'x' }, /unknown option 'quiteAnotherName': migrate takes folder, keyspace/],
  [{ ...given, statementTimeout: 1 }, /unknown option 'statementTimeout': did you mean 'statementTimeoutMs'\?/],
  [{ ...given, lock: { leaseMs: 10 } }, /'lock.leaseMs' must be a number of milliseconds from 1000/],
  [{ ...given, lock: { ttl: 10 } }, /unknown option 'lock.ttl': option 'lock' takes waitMs, leaseMs/],
  [{ ...given, replication: 3 }, /'replication' must be an object with 'class'/],
  [{ ...given, dryRun: 1 }, /'dryRun' must be true or false/],
  [{ ...given, statementTimeoutMs: 0 }, /'statementTimeoutMs' must be/],
  [{ ...given, onProgress: 1 }, /'onProgress' must be a function/],
  [{ ...given, signal: {} }, /'signal' must be an AbortSignal/],
  [{ ...given, decide: () => 'done' }, /unknown option 'decide': give it to repair\(\)/],
])('refuses %o', (options, message) => {
  expect(() => settingsOf('migrate', options as never)).toThrow(message);
});

it.each([
  [{ ...given, decide: 1 }, /'decide' must be a function/],
  [{ ...given, acceptChanged: 'a' }, /'acceptChanged' must be a list/],
])('of repair refuses %o', (options, message) => {
  expect(() => settingsOf('repair', options as never)).toThrow(message);
});
