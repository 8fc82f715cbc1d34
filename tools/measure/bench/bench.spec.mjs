import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { budgetFor, cpuBudgets, watchingBudgets } from './budgets.mjs';
import { readOptions } from './options.mjs';
import { tableOf } from './report-table.mjs';
import { scenarios } from './scenarios.mjs';
import { startScriptedServer } from './scripted-server.mjs';
import { ratios } from './statistics.mjs';
import { runSuite, variantsOf, verdictOn } from './suite.mjs';
import { measureWatching } from './watching.mjs';

describe('the bench suite', () => {
  const names = Object.keys(scenarios);
  const scale = 0.001;
  let server;
  let report;
  before(async () => {
    server = await startScriptedServer(scale);
    report = await runSuite(server, { chosen: names, inFlights: [8, 64], rounds: 1, scale });
  });
  after(() => server?.close());

  it('does the work of each scenario with both clients, and reports on each', () => {
    assert.deepEqual(
      report.results.map(({ scenario, inFlight }) => ({ scenario, inFlight })),
      variantsOf(names, [8, 64]),
    );
    for (const { cpuUs, perSecond, turns, peakRssMb } of report.results) {
      const numbers = [cpuUs.stock, cpuUs.core, cpuUs.ratio, perSecond, turns, peakRssMb].flatMap(Object.values);
      assert.equal(numbers.length, 14);
      for (const number of numbers) assert.ok(Number.isFinite(number) && number > 0);
    }
  });

  it('runs what has no number of requests in flight of its own with each of those asked for', () => {
    assert.deepEqual(variantsOf(['insert', 'batch'], [1, 64]), [
      { scenario: 'insert', inFlight: 1 },
      { scenario: 'insert', inFlight: 64 },
      { scenario: 'batch', inFlight: 16 },
    ]);
  });

  it('has a verdict on each scenario that has a budget, and on no other', () => {
    for (const { scenario, inFlight, budget, verdict } of report.results) {
      assert.equal(budget, inFlight === 8 ? undefined : cpuBudgets[scenario]);
      assert.equal(verdict !== undefined, budget !== undefined);
    }
  });

  it('asks nothing of requests that go one at a time', () => {
    assert.equal(budgetFor({ scenario: 'read', inFlight: 1 }), undefined);
    assert.equal(budgetFor({ scenario: 'rows', inFlight: 1 }), cpuBudgets.rows);
  });

  it('has budgets of its own over TLS', () => {
    assert.equal(budgetFor({ scenario: 'insert', inFlight: 64, over: 'tls' }), 0.42);
    assert.equal(budgetFor({ scenario: 'pages', inFlight: 1, over: 'tls' }), cpuBudgets.pages);
  });

  it('has budgets of its own with several nodes', () => {
    assert.equal(budgetFor({ scenario: 'insert', inFlight: 64, over: 'plain', nodes: 3 }), 0.35);
    assert.equal(budgetFor({ scenario: 'insert', inFlight: 64, over: 'plain', nodes: 1 }), cpuBudgets.insert);
    assert.equal(budgetFor({ scenario: 'pages', inFlight: 1, over: 'plain', nodes: 3 }), cpuBudgets.pages);
  });

  it('has a budget for no scenario that it does not know', () => {
    assert.deepEqual(
      Object.keys(cpuBudgets).filter((name) => scenarios[name] === undefined),
      [],
    );
  });

  it('prints one line for each result', () => {
    const lines = tableOf(report).split('\n');
    for (const { title, inFlight } of report.results) {
      const found = lines.filter(
        (line) => line.startsWith(title) && line.slice(title.length).trim().startsWith(`${inFlight} `),
      );
      assert.equal(found.length, 1, `${title}, ${inFlight} in flight`);
    }
  });

  it('warns above the table that the machine was busy', () => {
    const text = tableOf({ ...report, warnings: ['somebody compiled'] });
    assert.match(text, /Trust this less: somebody compiled\./);
  });
});

it('says what a point read costs in each way to watch it, and what a look costs when nobody does', async () => {
  const server = await startScriptedServer(0.001);
  try {
    const { lookNs, readUs } = await measureWatching(server, { rounds: 1, inFlight: 8, scale: 0.001 });
    assert.ok(lookNs > 0);
    const ways = readUs.map(({ way }) => way).join();
    for (const expected of ['nobody', 'in memory', 'Prometheus', 'channel', 'logger', 'spans', 'metrics of an SDK']) {
      assert.ok(ways.includes(expected), expected);
    }
    for (const { way, minimum } of readUs) assert.ok(minimum > 0, way);
    const judged = readUs.filter(({ verdict }) => verdict !== undefined).map(({ way }) => way);
    assert.deepEqual(judged, Object.keys(watchingBudgets));
  } finally {
    await server.close();
  }
});

describe('the ratios of two clients', () => {
  it('compare minima, and rounds that stood side by side', () => {
    assert.deepEqual(ratios([10, 20, 40], [5, 4, 8]), { ofMinima: 0.4, medianOfRounds: 0.2 });
  });

  it('meet a budget when both lie within it, and leave it open when only one does', () => {
    assert.equal(verdictOn({ ofMinima: 0.4, medianOfRounds: 0.39 }, 0.4), 'met');
    assert.equal(verdictOn({ ofMinima: 0.4, medianOfRounds: 0.41 }, 0.4), 'borderline');
    assert.equal(verdictOn({ ofMinima: 0.42, medianOfRounds: 0.41 }, 0.4), 'not met');
  });
});

describe('the options of the bench', () => {
  it('are all scenarios, three numbers of requests in flight and nine rounds unless said otherwise', () => {
    assert.deepEqual(readOptions([]), {
      chosen: Object.keys(scenarios),
      inFlights: [1, 64, 256],
      rounds: 9,
      over: 'plain',
      nodes: 1,
      strict: false,
    });
  });

  it('choose scenarios, and numbers of requests in flight', () => {
    const { chosen, inFlights } = readOptions(['--scenario', 'read', '--scenario', 'wide', '--in-flight', '16']);
    assert.deepEqual({ chosen, inFlights }, { chosen: ['read', 'wide'], inFlights: [16] });
  });

  it('say which scenarios there are, and which number is wrong', () => {
    assert.throws(() => readOptions(['--scenario', 'reed']), /takes read, insert, .*not reed/);
    assert.throws(() => readOptions(['--over', 'http']), /--over takes plain, tls, not http/);
    assert.throws(() => readOptions(['--rounds', 'many']), /--rounds must be a whole number above 0, not many/);
  });
});
