// The position of a scan as plain JSON: the rest of the table, range by range. Another process can continue from it.
import { ConfigurationError } from '../errors/async-cassandra-error';
import { wholeRing, type TokenSpan } from '../routing/token-span';
import type { RangeCheckpoint, ScanCheckpoint } from '../result/table-scan';

/** The position within one range, as the scan holds it. */
export interface RangePosition {
  readonly span: TokenSpan;
  readonly pagingState: Buffer | null;
  readonly skip: number;
  readonly rows: number;
}

export function startOf(span: TokenSpan): RangePosition {
  return { span, pagingState: null, skip: 0, rows: 0 };
}

/** Binds the paging states of ranges to them. */
export interface PagingStateCodec {
  encodePagingState(span: TokenSpan, pagingState: Buffer): string;
  decodePagingState(span: TokenSpan, pagingState: string): Buffer;
}

export function toRangeCheckpoint(position: RangePosition, codec: PagingStateCodec): RangeCheckpoint {
  const { span, pagingState, skip, rows } = position;
  return {
    start: span.start.toString(),
    end: span.end.toString(),
    ...(pagingState === null ? {} : { pagingState: codec.encodePagingState(span, pagingState) }),
    ...(skip === 0 ? {} : { skip }),
    ...(rows === 0 ? {} : { rows }),
  };
}

export function fromRangeCheckpoint(range: RangeCheckpoint, codec: PagingStateCodec): RangePosition {
  const { pagingState, skip = 0, rows = 0 } = range;
  const span = { start: BigInt(range.start), end: BigInt(range.end) };
  return {
    span,
    pagingState: pagingState === undefined ? null : codec.decodePagingState(span, pagingState),
    skip,
    rows,
  };
}

/** @throws ConfigurationError when the object is not a checkpoint of this table. */
export function checkCheckpoint(checkpoint: ScanCheckpoint, table: string): void {
  if (!isCheckpoint(checkpoint)) {
    throw new ConfigurationError("Option 'checkpoint' must be what scan.checkpoint() returned, unchanged");
  }
  if (checkpoint.table !== table) {
    throw new ConfigurationError(`The checkpoint belongs to ${checkpoint.table}, not to ${table}`);
  }
}

function isCheckpoint(value: Partial<ScanCheckpoint> | null): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    value.version === 1 &&
    typeof value.fingerprint === 'string' &&
    isCount(value.rows) &&
    isCount(value.rangesTotal) &&
    (value.part === undefined || (isCount(value.part.index) && isCount(value.part.of))) &&
    Array.isArray(value.rest) &&
    value.rest.every(isRange)
  );
}

function isRange(value: Partial<RangeCheckpoint> | null): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { start, end, pagingState, skip = 0, rows = 0 } = value;
  if (typeof start !== 'string' || typeof end !== 'string' || !isToken(start) || !isToken(end)) return false;
  return (
    BigInt(start) < BigInt(end) &&
    (pagingState === undefined || typeof pagingState === 'string') &&
    isCount(skip) &&
    isCount(rows)
  );
}

function isToken(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt(text) >= wholeRing.start && BigInt(text) <= wholeRing.end;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
