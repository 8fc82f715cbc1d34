export interface PrepareOptions {
  readonly customPayload?: Readonly<Record<string, Buffer>>;
  /** Milliseconds; the cluster's `requestTimeoutMs` by default. */
  readonly timeoutMs?: number;
  /** The exact name of the keyspace of unqualified names, in place of the session's. */
  readonly keyspace?: string;
  readonly signal?: AbortSignal;
}
