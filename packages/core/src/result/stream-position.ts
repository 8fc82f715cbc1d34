/**
 * A place in the rows of a statement: everything before it has been handed over. Plain data, made to be kept; give it to
 * `executeStream` as `resume`. A `StreamError` is one.
 */
export interface StreamPosition {
  /** Where the page begins; null: at the first row. */
  readonly pagingState: string | null;
  /** Rows from there that have been handed over. */
  readonly rowsOfPage: number;
  /** Of the statement, its values, its keyspace and its columns: the place is refused by any other. Absent: not checked. */
  readonly fingerprint?: string | undefined;
}

/** As the stream holds it. */
export interface PagePosition {
  readonly pagingState: Buffer | null;
  readonly rows: number;
}
