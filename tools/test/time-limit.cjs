jest.setTimeout(globalThis.testTimeLimitMs);

// For the clients of the shared server: a busy machine may need longer than their default for a schema change.
if (globalThis.requestTimeoutMs !== undefined) {
  process.env.CASSANDRA_REQUEST_TIMEOUT_MS ??= String(globalThis.requestTimeoutMs);
}
