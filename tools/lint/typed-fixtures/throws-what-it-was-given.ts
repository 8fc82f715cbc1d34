// Rules of errors accept what has no known type, such as the reason of a signal.
export function stop(signal: AbortSignal, reason: unknown): never {
  if (signal.aborted) throw signal.reason;
  throw reason;
}

export function stopLater(signal: AbortSignal, reason: unknown): Promise<void> {
  return new Promise((_, reject) => reject(signal.aborted ? signal.reason : reason));
}
