const limitMs = 3 * 60_000;

/** Waits for a state of the client that it reports by no event. */
export async function until(awaited: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Waited ${limitMs} ms in vain for ${awaited}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
