import { run } from '../../test/captured-run';

describe('the command line', () => {
  it('shows the commands when none is given, and says that one is missing', async () => {
    const { exit, out, error } = await run([]);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(error).toMatch(/^error: A command is missing\n[^]*query \[cql\] +Runs CQL/);
  });

  it.each([
    [['quary'], "Unknown command 'quary'\n  Did you mean query? See async-cassandra --help\n"],
    [
      ['query', '--limt', '3', 'x'],
      "Unknown option '--limt'\n  Did you mean --limit? See async-cassandra query --help\n",
    ],
    [['count'], "Missing required argument 'table'\n  See async-cassandra count --help\n"],
    [['count', 'a', 'b'], /^Too many arguments.*\n {2}See async-cassandra count --help\n$/],
    [['count', 'a', '--port', 'x'], "--port must be a whole number from 1 to 65535, not 'x'\n"],
    [['count', 'a', '--consistency', 'most'], /^--consistency must be any or one .*, not 'most'\n$/],
    [
      ['count', 'a', '--request-timeout', '3'],
      "--request-timeout must be a duration, such as 500ms, 30s or 5m, not '3'\n",
    ],
    [['count', 'a', '--part', '8/8'], "--part must be from 0/8 to 7/8, not '8/8'\n"],
    [['count', 'a', '--part', '3'], "--part must be like 3/8, not '3'\n"],
    [['query'], 'A query needs a statement, or --file, and not both\n'],
    [['query', '/* nothing */'], /^There is no statement/],
    [['query', '--file', 'missing.cql'], /^The statements cannot be read: ENOENT/],
  ])('refuses %j in words', async (words, expected) => {
    const { exit, error } = await run(words);
    expect(exit).toBe(2);
    expect(error.replace(/^error: /, '')).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  it.each([[['--password', 'secret']], [['--password=secret']], [['-p', 'secret']]])(
    'takes no password in %j, and does not repeat it',
    async (words) => {
      const { exit, error } = await run(['count', 'a', ...words]);
      expect(exit).toBe(2);
      expect(error).toMatch(/A password is never given on the command line[^]*CASSANDRA_PASSWORD/);
      expect(error).not.toContain('secret');
    },
  );

  it('gives errors as JSON with --json', async () => {
    const { error } = await run(['count', 'a', '--port', '0', '--json']);
    expect(JSON.parse(error)).toMatchObject({ error: expect.stringContaining('--port must be'), exitCode: 2 });
  });

  it('has help as wide as the terminal, in colour where there is a terminal', async () => {
    const narrow = await run(['query', '--help'], { columns: 50 });
    expect(narrow.exit).toBe(0);

    const lines = narrow.out.replace(/\x1b\[\d+m/g, '').split('\n');
    expect(narrow.out).toContain('\x1b[');
    expect(
      Math.max(...lines.filter((line) => !/^ {2}async-cassandra|^Where/.test(line)).map((line) => line.length)),
    ).toBeLessThanOrEqual(50);
    const plain = await run(['query', '--help'], { columns: 50, environment: { NO_COLOR: '1' } });
    expect(plain.out).toBe(lines.join('\n'));
  });

  it('says which version it is', async () => {
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+/);
  });
});
