// The most recent queries of an InMemoryMetricsCollector: a ring whose columns are arrays of numbers. An object for each query would be copied by
// the garbage collector, twice, before the next query overwrites it.
import type { QueryMetrics } from './metrics-collector';

const firstCapacity = 256;

export class RecentQueries {
  readonly #maxSize: number;
  #capacity: number;
  #size = 0;
  /** The index of the oldest query, which is overwritten next once the ring is full. */
  #oldest = 0;
  #durations: Float64Array;
  #starts: Float64Array;
  #parameters: Float64Array;
  #results: Float64Array;
  #successes: Uint8Array;
  readonly #hashes: string[] = [];
  readonly #errorTypes: (string | null)[] = [];

  /** Grows up to `maxSize` as it fills. */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
    this.#capacity = Math.min(maxSize, firstCapacity);
    this.#durations = new Float64Array(this.#capacity);
    this.#starts = new Float64Array(this.#capacity);
    this.#parameters = new Float64Array(this.#capacity);
    this.#results = new Float64Array(this.#capacity);
    this.#successes = new Uint8Array(this.#capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** The durations of all kept queries, in no order. A view: it changes with the next query. */
  get durations(): Float64Array {
    return this.#durations.subarray(0, this.#size);
  }

  /** When the oldest query started, in milliseconds since 1970; undefined without queries. */
  get oldestStart(): number | undefined {
    return this.#size === 0 ? undefined : this.#starts[this.#oldest];
  }

  /** `start`: milliseconds since 1970. Parameters in place of an object: this runs for each request. */
  add(
    queryHash: string,
    durationMs: number,
    success: boolean,
    errorType: string | null,
    start: number,
    parametersCount: number,
    resultSize: number,
  ): void {
    const index = this.#nextIndex();
    this.#hashes[index] = queryHash;
    this.#errorTypes[index] = errorType;
    this.#durations[index] = durationMs;
    this.#starts[index] = start;
    this.#parameters[index] = parametersCount;
    this.#results[index] = resultSize;
    this.#successes[index] = success ? 1 : 0;
  }

  /** Returns the kept queries, the oldest first. */
  all(): QueryMetrics[] {
    return Array.from({ length: this.#size }, (_, age) => this.#at((this.#oldest + age) % this.#size));
  }

  clear(): void {
    this.#size = 0;
    this.#oldest = 0;
    this.#hashes.length = 0;
    this.#errorTypes.length = 0;
  }

  #nextIndex(): number {
    if (this.#size < this.#maxSize) {
      if (this.#size === this.#capacity) this.#grow();
      return this.#size++;
    }
    const index = this.#oldest;
    this.#oldest = (index + 1) % this.#maxSize;
    return index;
  }

  #grow(): void {
    this.#capacity = Math.min(this.#maxSize, this.#capacity * 2);
    const grown = (column: Float64Array): Float64Array => {
      const larger = new Float64Array(this.#capacity);
      larger.set(column);
      return larger;
    };
    this.#durations = grown(this.#durations);
    this.#starts = grown(this.#starts);
    this.#parameters = grown(this.#parameters);
    this.#results = grown(this.#results);
    const successes = new Uint8Array(this.#capacity);
    successes.set(this.#successes);
    this.#successes = successes;
  }

  #at(index: number): QueryMetrics {
    return {
      queryHash: this.#hashes[index]!,
      durationMs: this.#durations[index]!,
      success: this.#successes[index] === 1,
      errorType: this.#errorTypes[index]!,
      timestamp: new Date(this.#starts[index]!),
      parametersCount: this.#parameters[index]!,
      resultSize: this.#results[index]!,
    };
  }
}
