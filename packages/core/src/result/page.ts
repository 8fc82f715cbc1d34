import type { Row } from '../codec/row';

/** One page of a result, and where to go on. */
export interface Page<R = Row> {
  readonly rows: R[];
  /** Opaque and safe in a URL: give it as `pagingState` with the same statement and parameters. Null after the last page. */
  readonly pagingState: string | null;
}
