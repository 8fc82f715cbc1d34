// A case: the damaged bytes of a server, and whether core's reaction is allowed. Its number is enough to repeat it.
import { AsyncCassandraError, createLz4Compressor, ServerResponseError } from '@async-cassandra/core/internal';
import { Exchange } from './exchange.mjs';
import { damage, damageBelowChecksums } from './mutations.mjs';
import { randomOf } from './random.mjs';
import { readRecording } from './recording.mjs';
import { scenes } from './scenes.mjs';

// Only for endless cases: a busy machine is slow.
const hangMs = 5 * 60_000;

/** Returns the recorded scenes, with the undamaged result of each. */
export async function loadScenes(server) {
  const { prepared, recorded } = readRecording();
  const compressor = createLz4Compressor();
  const loaded = [];
  for (const { name, compression, handshake, answer } of recorded) {
    const { requests, flags, events, columnsFrom } = scenes[name];
    const cut = 9 + handshake.readInt32BE(5);
    const source = loaded.find((other) => other.name === columnsFrom && other.compression === compression);
    const scene = {
      name,
      compression,
      sendings: [handshake.subarray(0, cut), handshake.subarray(cut), answer],
      requests: () => requests(prepared),
      compressor: compression === 'lz4' ? compressor : undefined,
      asked: { flags, events, columns: source && JSON.parse(source.expected[0].answer).resultColumns },
    };
    scene.expected = await play(server, scene, scene.sendings);
    loaded.push(scene);
  }
  return loaded;
}

/** Returns the client's results when the server sends these bytes. */
function play(server, { requests, asked, compressor }, sendings) {
  server.play(sendings);
  return new Exchange().run(server.endpoint, { ...asked, requests: requests() }, compressor);
}

/** Creates the case of this number: what is damaged, and how. */
export function makeCase(loaded, number) {
  const random = randomOf(number);
  const scene = random.pick(loaded);
  const [supported, ready, answer] = scene.sendings;
  switch (random.below(20)) {
    case 0: {
      const damaged = damage(random, supported);
      return { number, scene, kind: 'handshake', done: damaged.done, sendings: [damaged.bytes] };
    }
    case 1: {
      const damaged = damage(random, ready);
      return { number, scene, kind: 'handshake', done: damaged.done, sendings: [supported, damaged.bytes] };
    }
    default: {
      const isRaw = random.below(2) === 0;
      const damaged = isRaw
        ? damage(random, answer)
        : damageBelowChecksums(random, answer, scene.compression === 'lz4');
      const kind = isRaw ? 'as sent' : 'below checksums';
      return { number, scene, kind, done: damaged.done, sendings: [supported, ready, damaged.bytes] };
    }
  }
}

/** Runs a case. Returns how it ended, and the problem with that, if any. */
export async function runCase(server, { scene, kind, sendings }) {
  let timer;
  const hang = new Promise((resolve) => {
    timer = setTimeout(resolve, hangMs, 'hang');
  });
  try {
    const outcomes = await Promise.race([play(server, scene, sendings), hang]);
    if (outcomes === 'hang') return { ending: 'hang', problem: `nothing came out within ${hangMs} ms` };
    return judge(outcomes, scene.expected, kind === 'as sent');
  } catch (error) {
    return { ending: 'refused', problem: problemOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

function judge(outcomes, expected, isProtected) {
  let ending = 'right';
  for (const [index, { answer, error }] of outcomes.entries()) {
    if (error !== undefined) {
      const problem = problemOf(error);
      if (problem !== undefined) return { ending: 'refused', problem };
      ending = 'refused';
    } else if (answer !== expected[index]?.answer) {
      if (isProtected) return { ending: 'other', problem: `a wrong answer: ${answer}` };
      if (ending === 'right') ending = 'other';
    }
  }
  return { ending };
}

/** Returns the problem of an error that docs/errors.md does not list: it is a crash that was caught by luck. */
function problemOf(error) {
  if (error instanceof AsyncCassandraError || error instanceof ServerResponseError) return undefined;
  return `an error of no documented class: ${error?.stack ?? error}`;
}
