const maxStatements = 100_000;

/** The statements that one node has prepared. */
export class PreparedStatements {
  readonly #queries = new Map<string, string>();

  add(id: Buffer, query: string): void {
    if (this.#queries.size >= maxStatements) {
      this.#queries.delete(this.#queries.keys().next().value!);
    }
    this.#queries.set(id.toString('latin1'), query);
  }

  queryOf(id: Buffer): string | undefined {
    return this.#queries.get(id.toString('latin1'));
  }

  get size(): number {
    return this.#queries.size;
  }

  /** Forgets all statements, as after a restart: EXECUTE is answered with UNPREPARED. */
  forget(): void {
    this.#queries.clear();
  }
}
