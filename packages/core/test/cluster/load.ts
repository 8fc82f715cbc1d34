// A steady stream of idempotent writes and reads at the session's consistency, to see what a fault does to them.
import { setTimeout as delay } from 'node:timers/promises';
import type { AsyncCassandraSession, PreparedStatement } from '../../src/index';

const lanes = 8;
/** Steady, not heavy: about 30 writes a second and as many reads. More would starve the nodes that restart under it, and cost more than they do. */
const pauseMs = 250;
/** A load that nobody stops any more, because its test failed, ends by itself. */
const mostFailures = 1000;
const columns = ['id', 'value'];

export class Load {
  done = 0;
  /** What went wrong: an error with the attempts that led to it, or a row that is not what was written. */
  readonly failures: string[] = [];
  readonly coordinators = new Set<string>();
  readonly #written = new Map<number, number>();
  #isStopping = false;
  #running: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly insert: PreparedStatement,
    private readonly read: PreparedStatement,
    private readonly session: AsyncCassandraSession,
    private readonly readsBack: boolean,
  ) {}

  static async start(session: AsyncCassandraSession, { readsBack = true } = {}): Promise<Load> {
    const insert = await session.prepare('INSERT INTO written (id, value) VALUES (?, ?)');
    const read = await session.prepare('SELECT id, value FROM written WHERE id = ?');
    for (const statement of [insert, read]) statement.isIdempotent = true;
    const load = new Load(insert, read, session, readsBack);
    load.#running = Promise.all(Array.from({ length: lanes }, (_, lane) => load.#run(lane)));
    return load;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  /** Reads every acknowledged write back. */
  async verify(): Promise<void> {
    for (const [id, value] of this.#written) await this.#check(id, value);
  }

  async #run(lane: number): Promise<void> {
    for (let round = 0; !this.#isStopping && this.failures.length < mostFailures; round++) {
      const id = lane * 1000 + (round % 1000);
      try {
        const { executionInfo } = await this.session.execute(this.insert, [id, round]);
        this.coordinators.add(executionInfo.coordinator!);
        this.#written.set(id, round);
        await this.#check(id, round);
        this.done++;
      } catch (error) {
        this.failures.push(describe(error as Error));
      }
      await delay(pauseMs);
    }
  }

  async #check(id: number, value: number): Promise<void> {
    const row = (await this.session.execute(this.read, [id])).one();
    if (this.readsBack && (row?.['id'] !== id || row['value'] !== value)) {
      this.failures.push(`row ${id} is ${JSON.stringify(row)} after ${columns.join(', ')} = ${id}, ${value}`);
    }
  }
}

function describe(
  error: Error & { executionInfo?: { attempts: readonly { node: string; outcome: string }[] } },
): string {
  const attempts = error.executionInfo?.attempts.map(({ node, outcome }) => `${node} ${outcome}`).join(', ');
  return `${error.name}: ${error.message} (${attempts})`;
}
