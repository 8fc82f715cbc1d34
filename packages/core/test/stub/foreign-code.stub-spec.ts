// Every place where code of the application's runs inside ours, times every way in which it can misbehave, times when: while the cluster
// connects, directly, from the queue, from a timer, after a lost connection, during shutdown. See test/programs/foreign-code.cjs.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { runProgram } from '../fixture/run-program';

const program = path.join(__dirname, '..', 'programs', 'foreign-code.cjs');
const places = JSON.parse(execFileSync(process.execPath, [program, '{"place":"?"}'], { encoding: 'utf8' })) as string[];

describe('foreign code that throws, rejects, hangs, gives nonsense, calls back or shuts down', () => {
  // A process for each place: most of its time is spent waiting.
  test.concurrent.each(places)(
    'harms nobody in %s',
    async (place) => {
      expect(await runProgram('foreign-code', { place })).toEqual([]);
    },
    240_000,
  );
});
