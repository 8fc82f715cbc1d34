// Two clients that do the same work in turns, each in a new process, so that the state of one client's heap or compiler does not
// affect the other's numbers.
import { ForkedClient } from './forked-client.mjs';

/**
 * Resolves with the samples of each kind, and with the answers to `atEnd` of each client before it is closed. `work` is the work to
 * measure; the warm-up rounds are measured and discarded.
 */
export async function measureInTurns(kinds, { server, title, work, rounds, warmUpRounds }, show, atEnd = () => {}) {
  const clients = new Map(kinds.map((kind) => [kind, new ForkedClient()]));
  const samples = Object.fromEntries(kinds.map((kind) => [kind, []]));
  const last = {};
  try {
    for (const kind of kinds) await clients.get(kind).ask('open', { kind, server });
    for (let round = 1 - warmUpRounds; round <= rounds; round += 1) {
      for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
        show(`${title}, ${work.inFlight} in flight, round ${Math.max(0, round)} of ${rounds}, ${kind}`);
        const sample = await clients.get(kind).ask('measure', work);
        if (round > 0) samples[kind].push(sample);
      }
    }
    for (const kind of kinds) last[kind] = await atEnd(clients.get(kind));
    for (const kind of kinds) await clients.get(kind).close();
    return { samples, last };
  } finally {
    for (const client of clients.values()) client.kill();
  }
}
