import { streamProgress } from './progress';

function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 40, write: (text: string) => written.push(text) };
  return { written, progress: streamProgress(stream as unknown as NodeJS.WriteStream) };
}

describe('progress on a terminal', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('renews one line, and leaves only the last words', () => {
    const { written, progress } = fakeStream(true);
    progress.step('Fetching');
    progress.update('12 downloaded');
    jest.advanceTimersByTime(2000);
    progress.done('Ready');
    expect(written[0]).toBe('\r\x1b[K- Fetching 0 s');
    expect(written.at(-3)).toMatch(/^\r\x1b\[K[-\\|/] Fetching [12] s \(12 downloaded\)$/);
    expect(written.slice(-2)).toEqual(['\r\x1b[K', 'Ready\n']);
  });

  it('cuts a line that would wrap', () => {
    const { written, progress } = fakeStream(true);
    progress.step('x'.repeat(100));
    progress.abandon();
    expect(written[0]).toHaveLength('\r\x1b[K'.length + 39);
  });

  it('draws nothing more once it is abandoned', () => {
    const { written, progress } = fakeStream(true);
    progress.step('Fetching');
    progress.abandon();
    const count = written.length;
    jest.advanceTimersByTime(2000);
    expect(written).toHaveLength(count);
  });
});

describe('progress elsewhere', () => {
  it('writes a line for each step and no control characters', () => {
    const { written, progress } = fakeStream(false);
    progress.step('Fetching');
    progress.update('12 downloaded');
    progress.step('Starting');
    progress.done('Ready');
    expect(written).toEqual(['Fetching\n', 'Starting\n', 'Ready\n']);
  });
});
