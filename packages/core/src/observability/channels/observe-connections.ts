// Publishes the opening and the closing of connections.
import { channels } from './channels';
import type { ConnectionClosedMessage, ConnectionMessage, ObservedConnection } from './messages';

let lastId = 0;

export function nextConnectionId(): number {
  return ++lastId;
}

/** Runs `connect`, and publishes its start and its outcome. */
export async function observeConnecting<C extends ObservedConnection>(
  endpoint: string,
  isEncrypted: boolean,
  connect: () => Promise<C>,
): Promise<C> {
  const { start, end, asyncStart, asyncEnd, error } = channels.connection;
  if (!channels.connection.hasSubscribers) return connect();
  const message: ConnectionMessage & { connection?: ObservedConnection; error?: unknown } = { endpoint, isEncrypted };
  const promise = start.runStores(message, connect);
  end.publish(message);
  try {
    const connection = await promise;
    message.connection = { id: connection.id, localPort: connection.localPort };
    return connection;
  } catch (reason) {
    message.error = reason;
    error.publish(message as ConnectionMessage & { error: unknown });
    throw reason;
  } finally {
    asyncStart.publish(message);
    asyncEnd.publish(message);
  }
}

export function connectionClosed(
  endpoint: string,
  { id, localPort }: ObservedConnection,
  unanswered: number,
  error: Error | undefined,
): void {
  if (!channels.connectionClosed.hasSubscribers) return;
  const message: ConnectionClosedMessage = { endpoint, connection: { id, localPort }, unanswered, error };
  channels.connectionClosed.publish(message);
}
