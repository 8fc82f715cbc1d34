/**
 * A position in the rows of a statement: all rows before it have been delivered. Plain data that can be stored; give it to
 * `executeStream` as `resume`. A `StreamError` has the same fields.
 */
export interface StreamPosition {
  /** The beginning of the page; null for the first page. */
  readonly pagingState: string | null;
  /** The number of rows of the page that have been delivered. */
  readonly rowsOfPage: number;
  /** A hash of the statement, its values, its keyspace and its columns: any other statement refuses the position. Absent: not checked. */
  readonly fingerprint?: string | undefined;
}

/** A position as the stream holds it. */
export interface PagePosition {
  readonly pagingState: Buffer | null;
  readonly rows: number;
}
