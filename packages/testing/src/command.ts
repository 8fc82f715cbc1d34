// The command `async-cassandra-testing`: a real Cassandra without any code.
import { parseCommandLine, usage } from './command/command-arguments';
import { runWithServer } from './command/run-with-server';
import { FixtureError } from './fixture-error';
import { keepServer } from './kept-server/keeper';
import { startKeptServer, stopKeptServer } from './kept-server/kept-server';
import { listServers } from './command/list-servers';
import { keeperWord, namesOfServers } from './kept-server/server-file';
import { streamProgress } from './progress';

export async function main(args: readonly string[]): Promise<void> {
  try {
    process.exitCode = await perform(args);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    process.stderr.write(`async-cassandra-testing: ${error instanceof FixtureError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}

async function perform(args: readonly string[]): Promise<number> {
  const line = parseCommandLine(args);
  switch (line.command) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'start': {
      const { environment } = await startKeptServer(line.name, line.options, streamProgress(process.stderr));
      // For use with: eval "$(async-cassandra-testing start)"
      for (const [name, value] of Object.entries(environment)) process.stdout.write(`export ${name}=${quote(value)}\n`);
      return 0;
    }
    case 'stop': {
      const names = line.name === undefined ? await namesOfServers() : [line.name];
      const stops = await Promise.allSettled(names.map(stopKeptServer));
      const stopped = names.filter((_, index) => (stops[index] as PromiseFulfilledResult<boolean>).value);
      process.stderr.write(stopped.length > 0 ? `Stopped ${stopped.join(', ')}\n` : 'No server was running\n');
      const failed = stops.find((stop) => stop.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      return 0;
    }
    case 'list': {
      const lines = await listServers();
      if (lines.length === 0) process.stderr.write('No server is running\n');
      for (const each of lines) process.stdout.write(`${each}\n`);
      return 0;
    }
    case 'run':
      return runWithServer(line.options, line.program);
  }
}

function quote(value: string): string {
  return /^[\w.,:-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

// The keeper process runs this file.
if (require.main === module && process.argv[2] === keeperWord) {
  void keepServer(process.argv[3] as string, JSON.parse(process.argv[4] as string));
}
