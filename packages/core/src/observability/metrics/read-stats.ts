// Reads the stats of all collectors that answer in time.
import { delay } from '../../waiting/delay';
import { classNameOf } from '../../waiting/guard-callback';
import type { MetricsCollector } from './metrics-collector';

/** A collector that takes longer is left out. */
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
        // Stats are optional here: a direct call of `getStats` shows why this collector has none.
      }
    }),
  );
  enough.abort();
  return stats;
}

/** Makes a name unique: two collectors may have one class, or two classes that a bundler gave one name. */
function freeName(name: string, taken: object): string {
  let free = name;
  for (let number = 2; Object.hasOwn(taken, free); number++) free = `${name}${number}`;
  return free;
}
