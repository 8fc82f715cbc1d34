// Every place where code of the application's runs inside ours, times every way in which it can misbehave, times when: while the cluster
// connects, directly, from the queue, from a timer, after a lost connection, during shutdown. See test/programs/foreign-code.cjs.
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const program = path.join(__dirname, '..', 'programs', 'foreign-code.cjs');
const places = JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8' })) as string[];

interface Trial {
  readonly child: ChildProcess;
  /** The code and the signal that ended the process. */
  readonly ended: Promise<unknown>;
}

function begin(): Trial {
  const child = fork(program, { execArgv: ['--no-warnings'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return { child, ended: once(child, 'exit') };
}

/** Processes that tried places and are well. To load the client costs more than to try a place: so each tries many, one after the other. */
const idle: Trial[] = [];

/** Tries a place in a process that does nothing else meanwhile. Resolves with what went wrong, or with the end of the process. */
async function wrongIn(place: string): Promise<unknown> {
  const trial = idle.pop() ?? begin();
  trial.child.send(place);
  const wrong = await Promise.race([
    once(trial.child, 'message').then(([message]) => message as unknown[]),
    trial.ended,
  ]);
  if (Array.isArray(wrong) && wrong.length === 0) idle.push(trial);
  else trial.child.kill();
  return wrong;
}

afterAll(async () => {
  for (const { child, ended } of idle) {
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  }
});

describe('foreign code that throws, rejects, hangs, gives nonsense, calls back or shuts down', () => {
  // Several places at once: most of their time is spent waiting.
  test.concurrent.each(places)(
    'harms nobody in %s',
    async (place) => {
      expect(await wrongIn(place)).toEqual([]);
    },
    240_000,
  );
});
