import { parseCommandLine } from './command-arguments';

const names = ['provider', 'version', 'nodes', 'auth', 'tls', 'heapMb', 'initScripts'];
const noOptions = Object.fromEntries(names.map((name) => [name, undefined]));

describe('parseCommandLine', () => {
  it('reads start with options', () => {
    const args = ['start', '--provider', 'jvm', '--heap-mb=512', '--init', 'a.cql', '--init', 'b.cql', '--name', 'two'];
    expect(parseCommandLine(args)).toEqual({
      command: 'start',
      name: 'two',
      options: { ...noOptions, provider: 'jvm', heapMb: 512, initScripts: ['a.cql', 'b.cql'] },
    });
  });

  it('reads what kind of server it is to be', () => {
    const args = ['run', '--version=4.1', '--nodes', '3', '--auth', '--tls', '--', 'true'];
    expect(parseCommandLine(args)).toMatchObject({ options: { version: '4.1', nodes: 3, auth: true, tls: true } });
    expect(parseCommandLine(['start', '--tls=mutual'])).toMatchObject({ options: { tls: 'mutual' } });
  });

  it('reads stop', () => {
    expect(parseCommandLine(['stop'])).toEqual({ command: 'stop', name: 'default' });
    expect(parseCommandLine(['stop', '--all'])).toEqual({ command: 'stop', name: undefined });
  });

  it('reads list', () => expect(parseCommandLine(['list'])).toEqual({ command: 'list' }));

  it('leaves the options of the program after -- alone', () => {
    expect(parseCommandLine(['run', '--version', '5.0.8', '--', 'jest', '--version', '--', 'x'])).toEqual({
      command: 'run',
      options: { ...noOptions, version: '5.0.8' },
      program: ['jest', '--version', '--', 'x'],
    });
  });

  it.each([[['--help']], [['run', '-h']]])('reads %j as a wish for help', (args) => {
    expect(parseCommandLine(args)).toEqual({ command: 'help' });
  });

  it.each([
    [[], 'a command is missing'],
    [['begin'], 'unknown command "begin"'],
    [['run', 'npm', 'test'], 'unexpected "npm"'],
    [['run', '--'], 'run needs a command'],
    [['start', '--heap-mb', 'lots'], '--heap-mb must be a whole number, not "lots"'],
    [['start', '--nodes=none'], '--nodes must be a whole number, not "none"'],
    [['start', '--tls=maybe'], '--tls takes no value or mutual, not "maybe"'],
    [['start', '--nome', 'x'], "Unknown option '--nome'"],
    [['stop', '--name', '../x'], '--name may hold'],
  ])('refuses %j', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
  });
});
