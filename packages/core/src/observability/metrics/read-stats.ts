// The stats of all collectors, of those that give them in time.
import { delay } from '../../waiting/delay';
import { classNameOf } from '../../waiting/guard-callback';
import type { MetricsCollector } from './metrics-collector';

/** A collector that thinks longer is left out. */
const collectorTimeoutMs = 1000;

export async function readStats(collectors: readonly MetricsCollector[]): Promise<Record<string, unknown>> {
  const enough = new AbortController();
  const tooLate = delay(collectorTimeoutMs, enough.signal).catch(() => undefined);
  const stats: Record<string, unknown> = {};
  await Promise.all(
    collectors.map(async (collector) => {
      try {
        const given = await Promise.race([collector.getStats(), tooLate]);
        if (given !== undefined) stats[freeName(classNameOf(collector), stats)] = given;
      } catch {
        // Stats are a courtesy: whoever asks for those of this collector itself sees why it has none.
      }
    }),
  );
  enough.abort();
  return stats;
}

/** Two collectors may be of one class, or of two that a bundler calls alike. */
function freeName(name: string, taken: object): string {
  let free = name;
  for (let number = 2; Object.hasOwn(taken, free); number++) free = `${name}${number}`;
  return free;
}
