// The stats of all collectors, of those that give them in time.
import { delay } from '../../waiting/delay';
import type { MetricsCollector } from './metrics-collector';

/** A collector that thinks longer is left out. */
const patienceMs = 1000;

export async function readStats(collectors: readonly MetricsCollector[]): Promise<Record<string, unknown>> {
  const enough = new AbortController();
  const tooLate = delay(patienceMs, enough.signal).catch(() => undefined);
  const stats: Record<string, unknown> = {};
  await Promise.all(
    collectors.map(async (collector) => {
      try {
        const given = await Promise.race([collector.getStats(), tooLate]);
        if (given !== undefined) stats[collector.constructor.name] = given;
      } catch {
        // Stats are a courtesy: whoever asks for those of this collector itself sees why it has none.
      }
    }),
  );
  enough.abort();
  return stats;
}
