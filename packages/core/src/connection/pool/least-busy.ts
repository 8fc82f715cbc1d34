import type { Connection } from '../connection';

/** Returns the connection with the fewest requests in flight and with capacity. Hot path: allocates nothing. */
export function leastBusy(connections: readonly Connection[]): Connection | undefined {
  let best: Connection | undefined;
  for (const connection of connections) {
    if ((best === undefined || connection.inFlight < best.inFlight) && connection.hasCapacity) best = connection;
  }
  return best;
}
