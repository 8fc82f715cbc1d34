// A page state as cassandra-driver shows it, hexadecimal text or a Buffer, and the engine's, which is text of base64url. It carries a
// fingerprint of its statement and values: with others it is refused.

/** As `result.pageState`. */
export function toPageState(pagingState: string | null): string | null {
  return pagingState === null ? null : Buffer.from(pagingState, 'base64url').toString('hex');
}

/** From an option `pageState`. What is not hexadecimal becomes a text that the engine refuses. */
export function toPagingState(pageState: string | Buffer): string {
  const bytes = typeof pageState === 'string' ? Buffer.from(pageState, 'hex') : pageState;
  return bytes.toString('base64url') || 'none';
}
