import { parseArgs } from 'node:util';
import type { StartOptions } from '../fixture';
import { FixtureError, fixtureErrorCode } from '../fixture-error';

export const usage = `Usage: async-cassandra-testing <command> [options]

Commands
  run -- <command>   start a Cassandra for one command, such as npm test, and stop it afterwards
  start              start a Cassandra that keeps running, and print its variables
  list               show the servers that keep running
  stop               stop the server that start has started

Options of run and start
  --provider <name>  auto (default), external, docker or jvm
  --version <x.y>    version of Cassandra: 3.11, 4.0, 4.1, 5.0 or a release such as 5.0.8
  --nodes <n>        number of nodes (default 1)
  --auth             require a password
  --tls[=mutual]     encrypt client connections; mutual: require client certificates too
  --heap-mb <n>      heap of each node (default 384, in a container 512)
  --init <file.cql>  CQL script to run at the start; may be repeated

Options of start and stop
  --name <name>      name of the server (default "default")
  --all              stop: every server in the list, including those that the option reuse has left
`;

export type CommandLine =
  | { command: 'help' }
  | { command: 'start'; name: string; options: StartOptions }
  | { command: 'stop'; name: string | undefined }
  | { command: 'list' }
  | { command: 'run'; options: StartOptions; program: [string, ...string[]] };

/** Parses the arguments of the command. @throws FixtureError that names the invalid argument. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const separator = args.indexOf('--');
  const own = separator < 0 ? [...args] : args.slice(0, separator);
  const [file, ...rest] = separator < 0 ? [] : args.slice(separator + 1);
  const { values, positionals } = parse(own);
  if (values.help) return { command: 'help' };
  const [command, ...surplus] = positionals;
  if (surplus.length > 0) throw wrong(`unexpected ${JSON.stringify(surplus[0])}`);
  const name = values.name ?? 'default';
  if (!/^[\w.-]+$/.test(name)) throw wrong(`--name may hold letters, digits, _, . and -`);

  switch (command) {
    case 'start':
      return { command, name, options: startOptions(values) };
    case 'stop':
      return { command, name: values.all ? undefined : name };
    case 'list':
      return { command };
    case 'run':
      if (file === undefined) throw wrong('run needs a command: async-cassandra-testing run -- npm test');
      return { command, options: startOptions(values), program: [file, ...rest] };
    default:
      throw wrong(command === undefined ? 'a command is missing' : `unknown command ${JSON.stringify(command)}`);
  }
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  try {
    return parseArgs({
      // parseArgs does not support an option with an optional value.
      args: args.map((arg) => (arg === '--tls' ? '--tls=true' : arg)),
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        provider: { type: 'string' },
        version: { type: 'string' },
        nodes: { type: 'string' },
        auth: { type: 'boolean' },
        tls: { type: 'string' },
        all: { type: 'boolean' },
        'heap-mb': { type: 'string' },
        init: { type: 'string', multiple: true },
        name: { type: 'string' },
      },
    });
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

function startOptions(values: Values): StartOptions {
  return {
    provider: values.provider as StartOptions['provider'],
    version: values.version,
    nodes: wholeNumber('--nodes', values.nodes),
    auth: values.auth,
    tls: tlsMode(values.tls),
    heapMb: wholeNumber('--heap-mb', values['heap-mb']),
    initScripts: values.init,
  };
}

function tlsMode(text: string | undefined): StartOptions['tls'] {
  if (text === undefined || text === 'mutual') return text;
  if (text === 'true') return true;
  throw wrong(`--tls takes no value or mutual, not ${JSON.stringify(text)}`);
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw wrong(`${name} must be a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}

function wrong(message: string): FixtureError {
  return new FixtureError(fixtureErrorCode.badOption, `${message}\n\n${usage}`);
}
