import { TimeoutError } from '../errors/async-cassandra-error';
import { SharedWorks } from './shared-work';

/** Work that ends only by being cancelled. */
const endless = jest.fn(
  (cancelled: AbortSignal) =>
    new Promise<string>((_, reject) => cancelled.addEventListener('abort', () => reject(cancelled.reason))),
);

beforeEach(() => endless.mockClear());

describe('SharedWorks', () => {
  it('starts work once for all who join, and forgets it when it has ended', async () => {
    const works = new SharedWorks<string>();
    const start = jest.fn(() => Promise.resolve('done'));
    const waiting = [1, 2].map(() => works.join('key', 1000, start).wait({}));
    expect(works.size).toBe(1);
    expect(await Promise.all(waiting)).toEqual(['done', 'done']);
    expect(start).toHaveBeenCalledTimes(1);
    expect(works.size).toBe(0);
    expect(await works.join('key', 1000, start).wait({})).toBe('done');
    expect(start).toHaveBeenCalledTimes(2);
  });

  it('cancels work when the last one leaves, and starts anew for a caller of the same turn', async () => {
    const works = new SharedWorks<string>();
    const first = works.join('key', 1000, endless);
    const second = works.join('key', 1000, endless);
    expect(second).toBe(first);
    first.leave();
    expect(first.isOpen).toBe(true);
    second.leave();
    const third = works.join('key', 1000, endless);
    expect(third).not.toBe(first);
    await expect(first.promise).rejects.toThrow('aborted');
    expect(works.size).toBe(1);
    third.leave();
    await expect(third.promise).rejects.toThrow('aborted');
    expect(works.size).toBe(0);
  });

  it('gives each caller its own limit, and tells the work of the last time limit, never of the reason of a signal', async () => {
    const works = new SharedWorks<string>();
    const controller = new AbortController();
    const first = works.join('key', 1000, endless);
    const late = first.wait({ timeoutMs: 1, operation: 'it' });
    const aborted = works.join('key', 1000, endless).wait({ signal: controller.signal });
    await expect(late).rejects.toThrow(new TimeoutError('it took longer than 1 ms'));
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    await expect(first.promise).rejects.toThrow('This operation was aborted');
    const second = works.join('key', 1000, endless);
    await expect(second.wait({ timeoutMs: 1, operation: 'it' })).rejects.toThrow(TimeoutError);
    await expect(second.promise).rejects.toThrow(new TimeoutError('it took longer than 1 ms'));
  });

  it('lets nobody join work that is older than its limit, and does not end it for those who wait', () => {
    const works = new SharedWorks<string>();
    const old = works.join('key', 0, endless);
    expect(works.join('key', 0, endless)).not.toBe(old);
    expect(endless).toHaveBeenCalledTimes(2);
    expect(endless.mock.calls[0]![0].aborted).toBe(false);
  });
});
