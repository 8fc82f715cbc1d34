/** Calls `work` for every item, with at most `limit` calls in flight. The first failure stops the rest. */
export async function forEachInFlight(items, limit, work) {
  const shared = oneAfterTheOther(items);
  const lane = async () => {
    // An error in this loop ends the generator, and with it the loops of the other lanes.
    for (const item of shared) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, lane));
}

function* oneAfterTheOther(items) {
  yield* items;
}
