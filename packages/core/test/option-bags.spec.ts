import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../src/errors/async-cassandra-error';
import { driverNamesOfCalls } from '../src/options/driver-names';
import {
  checkOptions,
  completeOptions,
  ownOptions,
  type OptionBag,
  type OptionTable,
} from '../src/options/option-table';
import { optionBags } from './option-bags';

function failureOf(bag: OptionBag<OptionTable>, options: object): Error {
  try {
    checkOptions(bag, options);
  } catch (error) {
    return error as Error;
  }
  throw new Error('The options were taken');
}

/** What the pattern finds in the files of a folder, each once. */
function findAll(folder: string, fileName: RegExp, pattern: RegExp): string[] {
  const root = path.join(__dirname, folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => fileName.test(file));
  const found = files.flatMap((file) =>
    [...readFileSync(path.join(root, file), 'utf8').matchAll(pattern)].map(([, name]) => name!),
  );
  return [...new Set(found)].sort();
}

it('knows every bag of the source', () => {
  const names = findAll('../src', /(?<!spec)\.ts$/, /const (\w+) = optionBag\(/g);
  expect(names).toEqual(Object.keys(optionBags).sort());
});

it('knows a walk over every bag, which shows the effect of each option', () => {
  expect(findAll('.', /spec\.ts$/, /(?:walk\w*\(\s*|bag: )'(\w+Bag)'/g)).toEqual(Object.keys(optionBags).sort());
});

describe.each(Object.entries<OptionBag<OptionTable>>(optionBags))('%s', (name, bag) => {
  const names = Object.keys(bag.table);

  it('refuses a name that it does not know, by that name and with what to use', () => {
    const failure = failureOf(bag, { quiteAnotherName: 1 });
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure.message).toContain("'quiteAnotherName'");
    if (names.length <= 20) for (const known of names) expect(failure.message).toContain(known);
  });

  it.each(names.filter((each) => each.length > 3))('knows %s by a slip of the finger', (option) => {
    const slip = `${option.slice(0, 2)}${option[1]}${option.slice(2)}`;
    expect(failureOf(bag, { [slip]: 1 }).message).toContain(`did you mean '${option}'?`);
  });

  it.each(names)('refuses a %s that cannot be right, by its name', (option) => {
    const failure = failureOf(bag, { [option]: Symbol('wrong') });
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect(failure.message).toMatch(new RegExp(`^(Unknown o|O)ption '${option}(\\.\\w+)?' must be`));
  });

  it('takes an option that is undefined for one that is left out', () => {
    const absent = Object.fromEntries(names.map((option) => [option, undefined]));
    expect(completeOptions(bag, absent)).toEqual(completeOptions(bag, {}));
  });

  it('refuses what is no object', () => {
    for (const options of [null, 'text', 1, [], () => {}]) {
      expect(() => checkOptions(bag, options)).toThrow(ConfigurationError);
    }
  });

  it('refuses an object whose contents are not options', () => {
    for (const options of [
      new Map([['signal', 1]]),
      new Set(),
      new Date(),
      Promise.resolve({}),
      /x/,
      Buffer.alloc(1),
    ]) {
      expect(() => checkOptions(bag, options)).toThrow('must be an object');
    }
  });

  it.each(names)('checks a %s that is inherited, or the getter of a class', (option) => {
    const getter = { configurable: true, get: () => Symbol('wrong') };
    class Settings {}
    Object.defineProperty(Settings.prototype, option, getter);
    for (const options of [new Settings(), Object.create({ [option]: Symbol('wrong') }) as object]) {
      expect(failureOf(bag, options).message).toContain(`ption '${option}`);
    }
  });

  it('has no hint for a name that it knows', () => {
    expect(Object.keys(bag.hints).filter((hint) => Object.hasOwn(bag.table, hint))).toEqual([]);
  });

  it('is found by what it is for', () => {
    expect(name).toMatch(/Bag$/);
    expect(bag.owner).not.toBe('');
  });
});

describe('ownOptions', () => {
  class Settings {
    get fetchSize(): number {
      return 3;
    }
  }

  it('makes getters of a class and inherited options into options that can be spread', () => {
    const options = Object.assign(Object.create(new Settings()) as object, { maxRows: 5 });
    expect({ ...ownOptions(optionBags.executeBag, options) }).toEqual({ fetchSize: 3, maxRows: 5 });
  });

  it('returns options of no class unchanged', () => {
    const options = { fetchSize: 3 };
    expect(ownOptions(optionBags.executeBag, options)).toBe(options);
  });
});

const calls = [
  ...(['executeBag', 'statementBag', 'batchBag', 'streamBag', 'streamConfigBag', 'concurrentBag', 'scanBag'] as const),
  ...(['countBag', 'prepareBag', 'streamingStatementBag', 'profileBag'] as const),
];

it.each(calls.flatMap((bag) => Object.keys(driverNamesOfCalls).map((name) => [bag, name] as const)))(
  '%s says what stands for %s of cassandra-driver',
  (bag, name) => {
    expect(failureOf(optionBags[bag], { [name]: true }).message).toMatch(new RegExp(`^Unknown option '${name}': \\w`));
  },
);
