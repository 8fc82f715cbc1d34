// A stream is cut at random: requests fail, rows cannot be read, consumers leave, sessions close. Whatever happens, and wherever,
// continuing from there returns every row once and in order.
import type { Readable } from 'node:stream';
import type { Row } from '../codec/row';
import type { RowDecoder } from '../codec/row-decoder';
import { StreamError } from '../errors/async-cassandra-error';
import type { ExecutionInfo } from '../errors/execution-info';
import { UnreadableAnswerError } from '../errors/unreadable-answer-error';
import { randomOf, type Random } from '../protocol/random.spec-support';
import { AsyncStreamingResultSet } from './async-streaming-result-set';
import { EncodedPage } from './encoded-page';
import type { Abandonable, PageReceiver, PageRequests } from './page-source';
import type { PagePosition, StreamPosition } from './stream-position';

const rowBytes = 4;

/** A table of the numbers from 0: its paging state is the number of rows before the page. */
class Table implements PageRequests {
  readonly rowCount: number;
  readonly #random: Random;
  /** Rows that cannot be read, with how many more times. */
  readonly unreadable = new Map<number, number>();
  requestFailures = 0;

  constructor(rowCount: number, random: Random) {
    this.rowCount = rowCount;
    this.#random = random;
  }

  request(pagingState: Buffer | null, receiver: PageReceiver): Abandonable {
    let isWanted = true;
    const answer = (): void => {
      if (!isWanted) return;
      if (this.requestFailures > 0 && this.#random.below(4) === 0) {
        this.requestFailures--;
        receiver.onFailure(new Error('the request failed'));
      } else receiver.onPage(this.#page(pagingState === null ? 0 : pagingState.readUInt32BE()));
    };
    this.#random.pick([queueMicrotask, setImmediate])(answer);
    return { abandon: () => void (isWanted = false) };
  }

  encodePagingState(pagingState: Buffer): string {
    return pagingState.toString('hex');
  }

  fingerprint(): string {
    return '';
  }

  #page(from: number): EncodedPage {
    const size = this.#random.pick([0, 1, 2, 3, 10, 63, 64, 65, 130]);
    const to = Math.min(from + size, this.rowCount);
    const buffer = Buffer.alloc((to - from) * rowBytes);
    for (let row = from; row < to; row++) buffer.writeUInt32BE(row, (row - from) * rowBytes);
    const decode: RowDecoder['decode'] = (bytes, position, _, count, into) => {
      for (let read = 0; read < count; read++) into.push(this.#read(bytes.readUInt32BE(position + read * rowBytes)));
      return position + count * rowBytes;
    };
    const rows = {
      buffer,
      position: 0,
      end: buffer.length,
      count: to - from,
      decoder: { columns: [], decode },
    };
    const next = Buffer.alloc(rowBytes);
    next.writeUInt32BE(to);
    return new EncodedPage(rows, to < this.rowCount ? next : null, {} as ExecutionInfo);
  }

  #read(row: number): Row {
    const times = this.unreadable.get(row) ?? 0;
    if (times > 0) {
      this.unreadable.set(row, times - 1);
      throw new UnreadableAnswerError(`row ${row} cannot be read`);
    }
    return { row } as unknown as Row;
  }
}

type Numbered = Row & { readonly row: number };
type Stream = AsyncStreamingResultSet<Numbered>;

const start: StreamPosition = { pagingState: null, rowsOfPage: 0 };

function open(table: Table, from: StreamPosition, prefetch: 0 | 1): Promise<Stream> {
  const at: PagePosition = {
    pagingState: from.pagingState === null ? null : Buffer.from(from.pagingState, 'hex'),
    rows: from.rowsOfPage,
  };
  const limits = { prefetch, maxRows: Infinity };
  return new Promise((resolve, reject) => {
    const stream = AsyncStreamingResultSet.create<Numbered>(
      table,
      limits,
      at,
      () => Promise.resolve(null),
      () => {},
    );
    stream.open({ onPage: () => resolve(stream), onFailure: reject });
  });
}

/** Takes rows until `leaveAfter` were taken, and leaves in its own way. */
type Consumer = (stream: Stream, take: (row: Numbered) => boolean) => Promise<void>;

const consumers: Record<string, Consumer> = {
  async rows(stream, take) {
    for await (const row of stream) if (!take(row)) break;
  },
  async chunks(stream, take) {
    for await (const rows of stream.chunks()) if (!rows.map(take).every(Boolean)) break;
  },
  async pages(stream, take) {
    for await (const rows of stream.pages()) if (!rows.map(take).every(Boolean)) break;
  },
  async 'a Readable'(stream, take) {
    for await (const row of stream.toReadable({ highWaterMark: 5 })) take(row as Numbered);
  },
  async 'a Readable that flows'(stream, take) {
    await new Promise<void>((resolve, reject) => {
      const readable: Readable = stream.toReadable();
      readable.on('data', (row: Numbered) => {
        take(row);
        if (row.row % 7 > 0) return;
        readable.pause();
        setImmediate(() => readable.resume());
      });
      readable.on('end', resolve).on('error', reject);
    });
  },
  async 'rows, then chunks, then pages'(stream, take) {
    const rows = stream[Symbol.asyncIterator]();
    for (let taken = 0; taken < 5; taken++) {
      const step = await rows.next();
      if (step.done) return;
      if (!take(step.value)) return void (await rows.return!());
    }
    const chunk = await stream.chunks().next();
    if (chunk.done) return;
    if (!chunk.value.map(take).every(Boolean)) return stream.close();
    await consumers['pages']!(stream, take);
  },
};

async function failureOf(run: Promise<void>): Promise<unknown> {
  try {
    await run;
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each(Object.entries(consumers))('a stream that is taken by %s', (name, consume) => {
  const mayLeave = !name.startsWith('a Readable');

  test.each(Array.from({ length: 30 }, (_, seed) => seed))(
    'gives every row once and in order across everything that ends it (seed %p)',
    async (seed) => {
      const random = randomOf(seed);
      const table = new Table(random.below(400), random);
      for (let i = random.below(6); i > 0; i--) table.unreadable.set(random.below(400), 1 + random.below(3));
      table.requestFailures = random.below(5);
      const seen: number[] = [];
      let from: StreamPosition | undefined = start;
      for (let rounds = 0; from !== undefined; rounds++) {
        expect(rounds).toBeLessThan(100);
        const stream: Stream | Error = await open(table, from, random.pick([0, 1])).catch((error: Error) => error);
        // What cannot be opened stands where it stood.
        if (stream instanceof Error) continue;
        const leaveAfter = random.pick([Infinity, random.below(200)]);
        const interruptAfter = random.pick([Infinity, random.below(200)]);
        let taken = 0;
        const take = ({ row }: Numbered): boolean => {
          seen.push(row);
          if (++taken === interruptAfter) stream.interrupt(new Error('the session is closed'));
          return !mayLeave || taken < leaveAfter;
        };
        const failure = await failureOf(consume(stream, take));
        expect(stream.isClosed).toBe(true);
        const position: StreamPosition | undefined = stream.position;
        if (failure !== undefined) {
          expect(failure).toBeInstanceOf(StreamError);
          expect(failure).toMatchObject(position!);
          // A consumer that continues from the paging state alone may see rows again, but misses none.
          expect(stream.pagingState).toBe((failure as StreamError).pagingState);
          from = JSON.parse(JSON.stringify(failure)) as StreamPosition;
        } else from = position;
        expect(seen).toEqual(Array.from(seen.keys()));
      }
      expect(seen).toHaveLength(table.rowCount);
    },
  );

  test.each([0, 1, 63, 64, 65, 199])(
    'ends at a row that can never be read, however often it goes on (%p)',
    async (row) => {
      const random = randomOf(row);
      const table = new Table(200, random);
      table.unreadable.set(row, Infinity);
      const seen: number[] = [];
      let from: StreamPosition = start;
      for (let round = 0; round < 20; round++) {
        const stream = await open(table, from, random.pick([0, 1]));
        const failure = await failureOf(consume(stream, (next) => seen.push(next.row) > 0));
        expect(failure).toMatchObject({ name: 'StreamError', cause: { message: `row ${row} cannot be read` } });
        from = failure as StreamError;
      }
      // With pages, the rows before it in its page are never delivered.
      expect(seen).toEqual(Array.from({ length: name.endsWith('pages') ? seen.length : row }, (_, before) => before));
    },
  );
});
