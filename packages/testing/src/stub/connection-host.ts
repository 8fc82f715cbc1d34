import type { AnsweringNode } from './answer-request';
import type { RequestRecord } from './request-record';
import type { StubConnection } from './stub-connection';

/** The parts of a node that its connections use. */
export interface ConnectionHost extends AnsweringNode {
  readonly record: RequestRecord;
  readonly protocolVersions: readonly number[];
  readonly isReadingPaused: boolean;
  /** The shard that serves the connection; `null` on a node without shards. */
  readonly shard: number | null;
  nextRequestIndex(): number;
  onViolation(connection: StubConnection, violation: Error): void;
}
