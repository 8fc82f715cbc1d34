import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { StartOptions } from '../fixture';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { startCassandra } from '../start-cassandra';

const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Starts a server, runs a program with the server in its environment, and stops the server. Returns the program's exit code. */
export async function runWithServer(options: StartOptions, program: readonly [string, ...string[]]): Promise<number> {
  const starting = new AbortController();
  let forward = (signal: NodeJS.Signals) => starting.abort(new Error(`Ended by ${signal}`));
  const onSignal = (signal: NodeJS.Signals) => forward(signal);
  for (const signal of forwardedSignals) process.on(signal, onSignal);
  try {
    await using fixture = await startCassandra({ ...options, signal: starting.signal });
    starting.signal.throwIfAborted();
    const [file, ...args] = program;
    const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...fixture.environment() } });
    forward = (signal) => {
      // In a terminal Ctrl-C reaches the whole foreground group, so the program already has it.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) => reject(cannotRun(file, cause)));
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals]));
    });
  } finally {
    for (const signal of forwardedSignals) process.removeListener(signal, onSignal);
  }
}

function cannotRun(file: string, cause: NodeJS.ErrnoException): FixtureError {
  const reason = cause.code === 'ENOENT' ? 'there is no such command' : cause.message;
  return new FixtureError(fixtureErrorCode.badOption, `Cannot run ${file}: ${reason}`, { cause });
}
