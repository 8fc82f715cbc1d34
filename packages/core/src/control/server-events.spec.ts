import type { StatusChange, TopologyChange } from '../protocol/responses/event';
import { ServerEvents } from './server-events';
import * as randomNumbers from '../waiting/random';

jest.mock('../waiting/timers', () => jest.requireActual('../waiting/fake-timers.spec-support'));

const windows = {
  schemaEventRefreshWindowMs: 2000,
  topologyEventRefreshWindowMs: 10_000,
  statusEventRefreshWindowMs: 3000,
};

const newNode: TopologyChange = { type: 'TOPOLOGY_CHANGE', change: 'NEW_NODE', address: '10.0.0.1', port: 9042 };
const up: StatusChange = { type: 'STATUS_CHANGE', change: 'UP', address: '10.0.0.1', port: 9042 };
const down: StatusChange = { ...up, change: 'DOWN' };

function observed(isKnown = true): { events: ServerEvents; log: string[] } {
  const log: string[] = [];
  const events = new ServerEvents(windows, {
    refreshTopology: () => log.push('refresh'),
    setStatus: ({ address }, isUp) => {
      log.push(`${address} ${isUp ? 'up' : 'down'}`);
      return isKnown;
    },
    forgetSchema: ({ keyspace }) => log.push(`forget ${keyspace}`),
    refreshKeyspace: () => Promise.resolve(),
    announceSchemaChange() {},
  });
  return { events, log };
}

describe('ServerEvents', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('refreshes once for all topology events of a window', async () => {
    const { events, log } = observed();
    events.onEvent(newNode);
    await jest.advanceTimersByTimeAsync(1000);
    events.onEvent({ ...newNode, change: 'MOVED_NODE' });
    events.onEvent({ ...newNode, change: 'REMOVED_NODE' });
    expect(log).toEqual([]);
    await jest.advanceTimersByTimeAsync(9000);
    expect(log).toEqual(['refresh']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('opens a new window for events after it', async () => {
    const { events, log } = observed();
    events.onEvent(newNode);
    await jest.advanceTimersByTimeAsync(10_000);
    events.onEvent(newNode);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(log).toEqual(['refresh', 'refresh']);
  });

  it('waits for at least half of the window, and not the same time in every client', async () => {
    const random = jest.spyOn(randomNumbers, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.5);
    const [first, second] = [observed(), observed()];
    first.events.onEvent(newNode);
    second.events.onEvent(newNode);
    random.mockRestore();
    await jest.advanceTimersByTimeAsync(4999);
    expect([...first.log, ...second.log]).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect([first.log, second.log]).toEqual([['refresh'], []]);
    await jest.advanceTimersByTimeAsync(2500);
    expect(second.log).toEqual(['refresh']);
  });

  it('acts on UP at once, and on its repetitions once more at the end of the window', async () => {
    const { events, log } = observed();
    events.onEvent(up);
    expect(log).toEqual(['10.0.0.1 up']);
    for (let i = 0; i < 5; i++) events.onEvent(up);
    expect(log).toEqual(['10.0.0.1 up']);
    await jest.advanceTimersByTimeAsync(3000);
    expect(log).toEqual(['10.0.0.1 up', '10.0.0.1 up']);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(log).toHaveLength(2);
  });

  it('acts once on a single UP, and keeps the nodes apart', async () => {
    const { events, log } = observed();
    events.onEvent(up);
    events.onEvent({ ...up, address: '10.0.0.2' });
    expect(log).toEqual(['10.0.0.1 up', '10.0.0.2 up']);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(log).toHaveLength(2);
  });

  it('only notes DOWN', async () => {
    const { events, log } = observed();
    events.onEvent(down);
    expect(log).toEqual(['10.0.0.1 down']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('refreshes within the window of status events when a node is up that nobody knows', async () => {
    const { events, log } = observed(false);
    events.onEvent(up);
    await jest.advanceTimersByTimeAsync(3000);
    expect(log).toEqual(['10.0.0.1 up', 'refresh']);
  });

  it('passes schema changes on', () => {
    const { events, log } = observed();
    events.onEvent({ type: 'SCHEMA_CHANGE', change: 'CREATED', target: 'KEYSPACE', keyspace: 'ks' });
    expect(log).toEqual(['forget ks']);
  });

  it('does nothing and leaves no timer once it is closed', async () => {
    const { events, log } = observed();
    for (const event of [newNode, up, up]) events.onEvent(event);
    events.close();
    events.onEvent(newNode);
    events.onEvent({ type: 'SCHEMA_CHANGE', change: 'CREATED', target: 'KEYSPACE', keyspace: 'ks' });
    events.onEvent({ ...up, address: '10.0.0.3' });
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(log).not.toContain('refresh');
  });
});
