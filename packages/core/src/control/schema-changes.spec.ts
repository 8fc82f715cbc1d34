import type { SchemaChange } from '../protocol/responses/schema-change';
import { SchemaChanges } from './schema-changes';

jest.mock('../waiting/timers', () => jest.requireActual('../waiting/fake-timers.spec-support'));

const windowMs = 2000;
const keyspace: SchemaChange = { type: 'SCHEMA_CHANGE', change: 'UPDATED', target: 'KEYSPACE', keyspace: 'ks' };
const table: SchemaChange = { type: 'SCHEMA_CHANGE', change: 'CREATED', target: 'TABLE', keyspace: 'ks', name: 't' };

interface Observed {
  readonly changes: SchemaChanges;
  readonly log: string[];
}

function observed(refreshKeyspace: () => Promise<void> = () => Promise.resolve()): Observed {
  const log: string[] = [];
  const name = (change: SchemaChange): string => [change.keyspace, change.name].filter(Boolean).join('.');
  const changes = new SchemaChanges(windowMs, {
    forgetSchema: (change) => log.push(`forget ${name(change)}`),
    refreshKeyspace: (keyspaceName) => {
      log.push(`refresh ${keyspaceName}`);
      return refreshKeyspace();
    },
    announceSchemaChange: (change) => log.push(`announce ${name(change)}`),
  });
  return { changes, log };
}

describe('SchemaChanges', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('forgets at once what an event says has changed, and announces it within the window', async () => {
    const { changes, log } = observed();
    changes.onEvent(table);
    expect(log).toEqual(['forget ks.t']);
    await jest.advanceTimersByTimeAsync(windowMs);
    expect(log).toEqual(['forget ks.t', 'announce ks.t']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('refreshes a keyspace once for all events of a window, before it announces them', async () => {
    const { changes, log } = observed();
    for (const change of [keyspace, table, keyspace]) changes.onEvent(change);
    log.length = 0;
    await jest.advanceTimersByTimeAsync(windowMs);
    expect(log).toEqual(['refresh ks', 'announce ks', 'announce ks.t']);
  });

  it('tries again when a keyspace could not be read, and announces nothing twice', async () => {
    const refresh = jest.fn().mockRejectedValueOnce(new Error('timeout')).mockResolvedValue(undefined);
    const { changes, log } = observed(refresh);
    changes.onEvent(keyspace);
    await jest.advanceTimersByTimeAsync(windowMs * 2);
    expect(log).toEqual(['forget ks', 'refresh ks', 'announce ks', 'refresh ks']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('announces a change of our own once, whenever its event comes', async () => {
    const { changes, log } = observed();
    changes.onEvent(table);
    changes.expect(table);
    changes.onEvent(table);
    await changes.onAgreed(table);
    changes.onEvent(table);
    // Opens a window, at the end of which nothing but this may be announced.
    changes.onEvent({ ...table, name: 'other' });
    await jest.advanceTimersByTimeAsync(windowMs);
    expect(log.filter((line) => line.startsWith('announce'))).toEqual(['announce ks.t', 'announce ks.other']);
  });

  it.each([
    [
      'while the nodes take their time to agree',
      async ({ changes }: Observed) => {
        changes.onEvent(table);
        changes.expect(table);
        await jest.advanceTimersByTimeAsync(windowMs * 2);
        await changes.onAgreed(table);
      },
    ],
    [
      'before the answer to the statement',
      async ({ changes }: Observed) => {
        changes.onEvent(table);
        await jest.advanceTimersByTimeAsync(windowMs);
        changes.expect(table);
        await changes.onAgreed(table);
      },
    ],
  ])('announces a change of our own once whose event was due %s', async (_, happen) => {
    const it = observed();
    await happen(it);
    await jest.advanceTimersByTimeAsync(windowMs);
    expect(it.log.filter((line) => line.startsWith('announce'))).toEqual(['announce ks.t']);
  });

  it('announces the same change of two statements twice, whatever the order of answers and events', async () => {
    const { changes, log } = observed();
    changes.expect(table);
    changes.expect(table);
    await changes.onAgreed(table);
    await jest.advanceTimersByTimeAsync(windowMs * 2);
    changes.onEvent(table);
    await jest.advanceTimersByTimeAsync(windowMs);
    await changes.onAgreed(table);
    expect(log.filter((line) => line.startsWith('announce'))).toEqual(['announce ks.t', 'announce ks.t']);
  });

  it('announces the same change again when it is made later', async () => {
    const { changes, log } = observed();
    changes.expect(table);
    await changes.onAgreed(table);
    await jest.advanceTimersByTimeAsync(2000);
    changes.onEvent(table);
    await jest.advanceTimersByTimeAsync(windowMs);
    expect(log.filter((line) => line.startsWith('announce'))).toEqual(['announce ks.t', 'announce ks.t']);
  });

  it('reads a keyspace of our own change before it announces it', async () => {
    const { changes, log } = observed();
    changes.expect(keyspace);
    await changes.onAgreed(keyspace);
    expect(log).toEqual(['forget ks', 'forget ks', 'refresh ks', 'announce ks']);
  });

  it('treats a change of our own that nobody waits for any more like an event', async () => {
    const { changes, log } = observed();
    changes.expect(keyspace);
    changes.onNoAgreement(keyspace);
    await jest.advanceTimersByTimeAsync(windowMs);
    expect(log.slice(-2)).toEqual(['refresh ks', 'announce ks']);
  });

  it('announces what is made anew by us after somebody else had made it a moment ago', async () => {
    const { changes, log } = observed();
    const created = { ...table, change: 'CREATED' } as const;
    const dropped = { ...table, change: 'DROPPED' } as const;
    changes.onEvent(created);
    await jest.advanceTimersByTimeAsync(windowMs);
    for (const ours of [dropped, created]) {
      changes.expect(ours);
      changes.onEvent(ours);
      await changes.onAgreed(ours);
    }
    expect(log.filter((line) => line.startsWith('announce'))).toHaveLength(3);
  });

  it('announces what somebody else makes anew after we had made it a moment ago', async () => {
    const { changes, log } = observed();
    const created = { ...table, change: 'CREATED' } as const;
    changes.expect(created);
    await changes.onAgreed(created);
    changes.onEvent({ ...table, change: 'DROPPED' });
    changes.onEvent(created);
    await jest.advanceTimersByTimeAsync(windowMs);
    expect(log.filter((line) => line.startsWith('announce'))).toHaveLength(3);
  });

  it('opens no window once it is closed', () => {
    const { changes } = observed();
    changes.close();
    changes.onEvent(table);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does nothing and leaves no timer once it is closed', async () => {
    const { changes, log } = observed(() => Promise.reject(new Error('closed')));
    changes.onEvent(table);
    changes.close();
    changes.onEvent(keyspace);
    await changes.onAgreed(keyspace);
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(windowMs * 2);
    expect(log).not.toContain('announce ks.t');
  });
});
