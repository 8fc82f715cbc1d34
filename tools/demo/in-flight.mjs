/** Calls `work` for every item, with at most `limit` calls in flight. The first failure stops the rest. */
export async function forEachInFlight(items, limit, work) {
  const iterator = items[Symbol.iterator]();
  const lane = async () => {
    for (const item of iterator) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, lane));
}
