// What a scrape says, for specs.
import type { Registry } from 'prom-client';

/** The samples of one metric: labels, as they are written, to value. */
export async function samplesOf(registry: Registry, name: string): Promise<Record<string, number>> {
  const samples: Record<string, number> = {};
  for (const line of (await registry.metrics()).split('\n')) {
    const [, metric, labels = '', value] = /^(\w+)(\{.*\})? (\S+)$/.exec(line) ?? [];
    if (metric === name) samples[labels] = Number(value);
  }
  return samples;
}

/** The sum of the samples of one metric whose labels contain `part`. */
export async function sumOf(registry: Registry, name: string, part = ''): Promise<number> {
  const samples = Object.entries(await samplesOf(registry, name));
  return samples.reduce((sum, [labels, value]) => (labels.includes(part) ? sum + value : sum), 0);
}
