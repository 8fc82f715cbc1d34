import { RefreshQueue } from './refresh-queue';

/** A refresh that waits until it is told to finish, and notes what it does. */
function controlled(log: string[], name: string): { refresh: () => Promise<void>; finish: (error?: Error) => void } {
  let finish!: (error?: Error) => void;
  const finished = new Promise<void>((resolve, reject) => {
    finish = (error) => (error === undefined ? resolve() : reject(error));
  });
  return {
    refresh: async () => {
      log.push(`${name} begins`);
      await finished;
      log.push(`${name} ends`);
    },
    finish,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('RefreshQueue', () => {
  it('runs one refresh at a time, in the order of the requests', async () => {
    const queue = new RefreshQueue();
    const log: string[] = [];
    const first = controlled(log, 'a');
    const second = controlled(log, 'b');
    const done = Promise.all([queue.request('a', first.refresh), queue.request('b', second.refresh)]);
    second.finish();
    await turn();
    expect(log).toEqual(['a begins']);
    first.finish();
    await done;
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('shares a refresh that has not begun, and runs another one for a request that came later', async () => {
    const queue = new RefreshQueue();
    const log: string[] = [];
    const running = controlled(log, 'first');
    const first = queue.request('k', running.refresh);
    await turn();
    const second = queue.request('k', controlled(log, 'second').refresh);
    expect(second).not.toBe(first);
    expect(queue.request('k', controlled(log, 'third').refresh)).toBe(second);
    expect(log).toEqual(['first begins']);
    running.finish();
    await first;
    await turn();
    expect(log).toEqual(['first begins', 'first ends', 'second begins']);
  });

  it('goes on after a failure, which only its callers see', async () => {
    const queue = new RefreshQueue();
    const failing = queue.request('a', () => Promise.reject(new Error('lost')));
    const next = queue.request('b', () => Promise.resolve());
    await next;
    await expect(failing).rejects.toThrow('lost');
  });

  // Jest fails a test during which a rejection is left unhandled.
  it('leaves no unhandled rejection when nobody waits for a refresh that fails', async () => {
    const refresh = jest.fn(() => Promise.reject(new Error('lost')));
    void new RefreshQueue().request('a', refresh);
    await turn();
    await turn();
    expect(refresh).toHaveBeenCalledTimes(1);
  });
});
