// The dashboard and the alert rules of packages/core/grafana, held to what a real scrape has.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { useKeyspace } from '@async-cassandra/testing/jest';
import { Registry } from 'prom-client';
import { AsyncCluster, ConnectionMonitor, MetricsMiddleware, PrometheusMetricsCollector } from '../src/index';

const keyspace = useKeyspace();
const folder = path.join(__dirname, '../grafana');

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[];
  readonly templating: { readonly list: readonly { readonly definition?: string }[] };
}

/** The metrics of a scrape by name, each with the names of its labels; histograms by the names of their samples. */
let metrics: Map<string, Set<string>>;

beforeAll(async () => {
  const registry = new Registry();
  await using cluster = new AsyncCluster({
    ...keyspace.clusterOptions(),
    metrics: new MetricsMiddleware([new PrometheusMetricsCollector({ registry })]),
  });
  const session = await cluster.connect(keyspace.name);
  await session.execute('CREATE TABLE t (a int PRIMARY KEY)');
  for await (const _ of await session.executeStream('SELECT a FROM t')) expect(_).toBeDefined();
  await expect(session.execute('SELECT nothing FROM t')).rejects.toThrow();
  await new ConnectionMonitor(session).warmupConnections();
  metrics = new Map();
  for (const { name, labelNames, type } of registry.getMetricsAsArray() as unknown as Described[]) {
    const names = type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
    for (const each of names) metrics.set(each, new Set(type === 'histogram' ? [...labelNames, 'le'] : labelNames));
  }
  const scrape = await registry.metrics();
  for (const name of metrics.keys()) expect(scrape).toContain(`\n# TYPE ${name.replace(/_(bucket|sum|count)$/, '')} `);
});

interface Described {
  readonly name: string;
  readonly labelNames: readonly string[];
  readonly type: string;
}

/** What Prometheus adds to every sample. */
const targetLabels = ['job', 'instance'];

function problemsOf(expr: string): string[] {
  const names = expr.match(/\bcassandra_\w+/g) ?? [];
  const unknown = names.filter((name) => !metrics.has(name)).map((name) => `no metric ${name}`);
  const labels = new Set([...targetLabels, ...names.flatMap((name) => [...(metrics.get(name) ?? [])])]);
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));
  const selected = [...expr.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label]) => label!);
  const strange = [...grouped, ...selected].filter((label) => !labels.has(label)).map((label) => `no label ${label}`);
  return names.length === 0 ? ['no metric at all'] : [...unknown, ...strange];
}

describe('the dashboard', () => {
  const dashboard = JSON.parse(readFileSync(path.join(folder, 'dashboard.json'), 'utf8')) as Dashboard;
  const targets = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

  test('asks for metrics and labels that a scrape has', () => {
    expect(targets.length).toBeGreaterThan(20);
    expect(targets.filter(({ expr }) => problemsOf(expr).length > 0)).toEqual([]);
    for (const { definition } of dashboard.templating.list) if (definition) expect(problemsOf(definition)).toEqual([]);
  });

  test('shows every metric', () => {
    const text = JSON.stringify(targets);
    const shown = [...metrics.keys()].filter((name) => !/_(sum|count)$/.test(name));
    expect(shown.filter((name) => !text.includes(name))).toEqual([]);
  });
});

describe('the alert rules', () => {
  // A list of rules in the simplest YAML: an `expr` is a line, or the deeper lines after `>-`.
  const text = readFileSync(path.join(folder, 'alerts.yaml'), 'utf8');
  const rules = [...text.matchAll(/- alert: (\w+)\n\s+expr: (?:>-\n((?: {10}.*\n)+)|(.*)\n)/g)];

  test('ask for metrics and labels that a scrape has', () => {
    expect(rules.length).toBe(text.match(/- alert:/g)!.length);
    const problems = rules.map(([, alert, folded, line]) => [alert, ...problemsOf(folded ?? line!)]);
    expect(problems.filter(({ length }) => length > 1)).toEqual([]);
  });

  test('speak of labels that their alert has', () => {
    for (const [rule] of text.matchAll(/- alert:[^]*?(?=\n\n|$)/g)) {
      const kept = new Set([...rule.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/)));
      const spoken = [...rule.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label!);
      expect(spoken.filter((label) => !kept.has(label))).toEqual([]);
    }
  });
});

test('a metric or label that does not exist is noticed', () => {
  expect(problemsOf('rate(cassandra_nonsense_total[5m])')).toEqual(['no metric cassandra_nonsense_total']);
  expect(problemsOf('sum by (node) (cassandra_connections{dc="x"})')).toEqual(['no label node', 'no label dc']);
});
