// How fast one node answers the requests of this process: load balancing compares it with other nodes. Hot path: additions and comparisons of
// a few numbers for each answer, and no clock of its own.

/** An average over about this long rises only slowly, so that one pause changes little: a collection of garbage, or a busy processor. */
const riseMs = 2000;
/** A quick answer counts soon: the node has recovered. */
const fallMs = 50;
/** The weight of the answer to a request that was sent to find out. After three quick ones the node is back. */
const trialWeight = 0.7;
/** The first answers of a node that has just started are slow, and say nothing about the next ones. */
const firstAnswers = 16;
/** An answer that took this long says enough alone. */
const longMs = 1000;
/** Silence of up to this long is not yet slow: this process may have been busy itself. */
const silenceMs = 100;
/** How long a measurement is worth a comparison. */
const knownForMs = 30_000;
/** The shortest time between two requests that find out how fast an unknown node is, and whether a slow one has recovered. */
const tryAfterMs = 250;
const retryAfterMs = 20;
/** A slow node gets one of this many requests, and so no part in the p99. */
const passesBetweenTries = 200;

export class AnswerTimes {
  #averageMs = 0;
  #answers = 0;
  #answeredAt = -Infinity;
  #waiting = 0;
  /** When the last answer came, or the first of the waiting requests was sent. */
  #silentSince = 0;
  #passes = 0;
  #triedAt = -Infinity;
  #isOnTrial = false;

  /** Milliseconds from a request to its answer, on average, as far as the node has answered enough; 0 before. */
  get averageMs(): number {
    return this.#answers < firstAnswers ? 0 : this.#averageMs;
  }

  /** The same, or for how long the node has not answered, if that is longer. */
  latencyMs(nowMs: number): number {
    const silence = this.#waiting === 0 ? 0 : nowMs - this.#silentSince;
    return silence > silenceMs && silence > this.averageMs ? silence : this.averageMs;
  }

  /** Whether the node has answered lately, even once. */
  isKnown(nowMs: number): boolean {
    return nowMs - this.#answeredAt < knownForMs;
  }

  sent(nowMs: number): void {
    if (this.#waiting++ === 0) this.#silentSince = nowMs;
  }

  /** `isError`: a node that refuses quickly is not a quick node. */
  answered(durationMs: number, nowMs: number, isError: boolean): void {
    this.#waiting--;
    this.#silentSince = nowMs;
    if (!isError || durationMs > this.#averageMs) this.#add(durationMs, nowMs);
  }

  /** The request did not wait any longer: its answer would have taken even more time. */
  abandoned(durationMs: number, nowMs: number): void {
    this.#waiting--;
    if (durationMs > this.#averageMs) this.#add(durationMs, nowMs);
  }

  /** The connection was lost. */
  lost(): void {
    this.#waiting--;
  }

  /** Returns whether a node that is not known may get this request. */
  mayTry(nowMs: number): boolean {
    if (this.#waiting > 0 || nowMs - this.#triedAt < tryAfterMs) return false;
    this.#triedAt = nowMs;
    return true;
  }

  /** Returns whether a slow node gets this request all the same, to find out whether it has recovered: a few do. */
  isDue(nowMs: number): boolean {
    if (this.#triedAt === -Infinity) this.#triedAt = nowMs;
    const sinceMs = nowMs - this.#triedAt;
    this.#passes++;
    if (this.#waiting > 0 || sinceMs < retryAfterMs) return false;
    if (this.#passes < passesBetweenTries && sinceMs < knownForMs) return false;
    this.#passes = 0;
    this.#triedAt = nowMs;
    this.#isOnTrial = true;
    return true;
  }

  #add(durationMs: number, nowMs: number): void {
    this.#answers += durationMs < longMs ? 1 : firstAnswers;
    // The first measurement covers its own duration.
    const sinceMs = this.#answeredAt === -Infinity ? durationMs : nowMs - this.#answeredAt;
    this.#answeredAt = nowMs;
    const isSlower = durationMs > this.#averageMs;
    const weight = sinceMs / (sinceMs + (isSlower ? riseMs : fallMs));
    const isTrial = this.#isOnTrial && !isSlower;
    this.#isOnTrial = false;
    this.#averageMs += (durationMs - this.#averageMs) * (isTrial ? Math.max(weight, trialWeight) : weight);
  }
}
