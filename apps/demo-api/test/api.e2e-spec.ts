import { useKeyspace } from '@async-cassandra/testing/jest';
import { ApiClient, type Failure, type Reading } from './support/api-client';
import { EventReader } from './support/event-reader';
import { hourlyReadings } from './support/readings';
import { StatusReader } from './support/status-reader';
import { startApp, type RunningApp } from './support/start-app';

interface ReadingsPage {
  readonly readings: Reading[];
  readonly cursor: string | null;
}

const keyspace = useKeyspace({ prefix: 'telemetry' });
let app: RunningApp;
let client: ApiClient;

beforeAll(async () => {
  app = await startApp({ cluster: keyspace.clusterOptions(), keyspace: keyspace.name, replicationFactor: 1 });
  client = new ApiClient(app.url);
});

afterAll(() => app.close());

describe('devices', () => {
  test('are registered, described anew and found', async () => {
    const first = await client.request('PUT', '/devices/roof', { name: 'Roof', place: 'Seattle' });
    expect(first).toMatchObject({ status: 200, body: { device: 'roof', name: 'Roof', place: 'Seattle' } });
    await client.request('PUT', '/devices/roof', { name: 'Old roof' });
    expect((await client.get('/devices/roof')).body).toMatchObject({ name: 'Old roof', place: null });
    expect((await client.get('/devices/cellar')).status).toBe(404);
  });

  test('are listed page by page', async () => {
    const names = ['page-1', 'page-2', 'page-3'];
    for (const name of names) await client.request('PUT', `/devices/${name}`, { name });
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await client.get<{ devices: { device: string }[]; cursor: string | null }>(
        `/devices?limit=2${query}`,
      );
      expect(body.devices.length).toBeLessThanOrEqual(2);
      found.push(...body.devices.map(({ device }) => device));
      cursor = body.cursor;
    } while (cursor !== null);
    expect(found).toEqual(expect.arrayContaining(names));
    expect(new Set(found).size).toBe(found.length);
  });
});

describe('readings', () => {
  test('that are sent again are there once', async () => {
    const readings = hourlyReadings('again', '2024-05-01', 30);
    expect((await client.write(readings)).body).toEqual({ written: 30 });
    expect((await client.write(readings)).status).toBe(200);
    const { body } = await client.get<ReadingsPage>('/devices/again/readings?limit=1000');
    expect(body.readings).toEqual([...readings].reverse());
    expect(body.cursor).toBeNull();
  });

  test('come newest first, in pages that go over days', async () => {
    const readings = hourlyReadings('paged', '2024-05-01', 60);
    await client.write(readings);
    const found: Reading[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await client.get<ReadingsPage>(`/devices/paged/readings?limit=7${query}`);
      found.push(...body.readings);
      cursor = body.cursor;
      expect(body.readings).toHaveLength(cursor === null ? found.length % 7 || 7 : 7);
    } while (cursor !== null);
    expect(found).toEqual([...readings].reverse());
  });

  test('of a device that has none are none', async () => {
    expect((await client.get('/devices/silent/readings')).body).toEqual({ readings: [], cursor: null });
  });

  test.each([
    ['no device', [{ at: '2024-05-01T00:00:00Z', temperature: 1 }]],
    ['a time that is none', [{ device: 'a', at: 'noon', temperature: 1 }]],
    ['a time that no day holds', [{ device: 'a', at: '+010000-01-01T00:00:00Z', temperature: 1 }]],
    ['a temperature that is none', [{ device: 'a', at: '2024-05-01T00:00:00Z', temperature: 'warm' }]],
    ['a property that nobody knows', [{ device: 'a', at: '2024-05-01T00:00:00Z', temperature: 1, humidity: 2 }]],
    ['no reading at all', []],
    ['too many', hourlyReadings('many', '2024-05-01', 1001)],
  ])('are refused with %s', async (_, readings) => {
    const { status, body } = await client.request<Failure>('POST', '/readings', { readings });
    expect(status).toBe(400);
    expect(body.message).toEqual(expect.arrayContaining([expect.stringContaining('readings')]));
  });

  test.each(['nonsense', Buffer.from('["2024-05-01","nonsense"]').toString('base64url')])(
    'are not found with the cursor %s',
    async (cursor) => {
      const { status, body } = await client.get<Failure>(`/devices/paged/readings?cursor=${cursor}`);
      expect([status, body.message]).toEqual([400, 'The cursor does not belong to this list']);
    },
  );
});

describe('exports', () => {
  test('give a range of a device, oldest first, and say that they are done', async () => {
    const readings = hourlyReadings('ranged', '2024-05-01', 72);
    await client.write(readings);
    const lines = await client.lines(
      '/devices/ranged/readings/export?from=2024-05-01T12:00:00Z&to=2024-05-03T06:00:00Z',
    );
    expect(lines).toEqual([...readings.slice(12, 54), { '': 'end', done: true, count: 42 }]);
  });

  test('give everything', async () => {
    const readings = hourlyReadings('everything', '2024-05-01', 5);
    await client.write(readings);
    const lines = await client.lines<object>('/readings/export');
    expect(lines).toEqual(expect.arrayContaining(readings));
    expect(lines.at(-1)).toEqual({ '': 'end', done: true, count: lines.length - 1 });
  });

  test('are refused without a range', async () => {
    expect((await client.get('/devices/ranged/readings/export?from=yesterday')).status).toBe(400);
  });
});

describe('summaries', () => {
  test('hold the low, the mean and the high of each day', async () => {
    await client.write(hourlyReadings('summed', '2024-05-01', 30));
    expect((await client.request('POST', '/devices/summed/summaries')).body).toEqual({ days: 2 });
    expect((await client.get('/devices/summed/summaries')).body).toEqual([
      { day: '2024-05-01', readings: 24, low: 0, mean: 11.5, high: 23 },
      { day: '2024-05-02', readings: 6, low: 24, mean: 26.5, high: 29 },
    ]);
  });
});

describe('the live tail', () => {
  test('tells of the readings of its device as they are written', async () => {
    await using events = new EventReader(`${app.url}/readings/live?device=followed`);
    expect(await events.next()).toEqual({ type: 'following', data: { device: 'followed' } });
    const readings = hourlyReadings('followed', '2024-05-01', 50);
    await client.write(hourlyReadings('unfollowed', '2024-05-01', 1));
    await client.write(readings);
    const event = await events.next();
    expect(event?.type).toBe('readings');
    const { count, readings: last } = event!.data as { count: number; readings: Reading[] };
    expect(count).toBeLessThanOrEqual(50);
    expect(last.length).toBeLessThanOrEqual(20);
    expect(last.every(({ device }) => device === 'followed')).toBe(true);
  });
});

describe('the service', () => {
  test('is healthy while Cassandra answers', async () => {
    const { status, body } = await client.get('/health');
    expect([status, body]).toMatchObject([200, { details: { cassandra: { status: 'up', nodesUp: 1 } } }]);
    expect((await client.get('/health/live')).body).toEqual({ status: 'ok' });
  });

  test('gives metrics of its requests', async () => {
    const response = await fetch(`${app.url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toMatch(/^cassandra_query_duration_seconds_count\{.*\} \d+$/m);
  });

  test('describes every endpoint', async () => {
    const { body } = await client.get<{ paths: object }>('/docs/openapi.json');
    expect(Object.keys(body.paths).sort()).toEqual([
      '/devices',
      '/devices/{device}',
      '/devices/{device}/readings',
      '/devices/{device}/readings/export',
      '/devices/{device}/summaries',
      '/health',
      '/health/live',
      '/metrics',
      '/nodes/{endpoint}/pause',
      '/nodes/{endpoint}/resume',
      '/readings',
      '/readings/export',
      '/readings/live',
      '/status',
    ]);
    expect((await fetch(`${app.url}/docs`)).status).toBe(200);
  });

  test('tells how it is doing', async () => {
    await using statuses = new StatusReader<{ requests: number }>(app.url);
    await client.write(hourlyReadings('busy', '2024-05-01', 1));
    expect(await statuses.until(({ requests }) => requests > 0)).toMatchObject({
      failed: 0,
      canPause: false,
      nodes: [{ isUp: true, isPaused: false }],
      exports: [],
    });
  });

  test('pauses no node that it was not given', async () => {
    expect((await client.request('POST', '/nodes/127.0.0.1:1/pause')).status).toBe(404);
    const fromElsewhere = { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } };
    expect((await fetch(`${app.url}/nodes/127.0.0.1:1/pause`, fromElsewhere)).status).toBe(403);
    await using statuses = new StatusReader<{ nodes: { endpoint: string }[] }>(app.url);
    const { nodes } = await statuses.until(() => true);
    expect((await client.request('POST', `/nodes/${nodes[0]!.endpoint}/pause`)).status).toBe(409);
  });
});
