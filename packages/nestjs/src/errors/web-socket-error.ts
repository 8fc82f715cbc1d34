// Sends an error like Nest's own filter of WebSocket gateways: as an event `exception`, also to a client of the package `ws`.
import type { ArgumentsHost } from '@nestjs/common';

type WsArgumentsHost = ReturnType<ArgumentsHost['switchToWs']>;

interface WebSocketClient {
  /** Set by `ws`, as in a browser. Its `emit` is Node's, and sends nothing. */
  readonly readyState?: unknown;
  send?(message: string): void;
  emit?(event: string, payload: object): void;
}

const open = 1;

/** Never throws: an exception in a filter would end the process. */
export function tellWebSocket(error: object, host: WsArgumentsHost): void {
  const client = host.getClient<WebSocketClient>();
  const payload = { ...error, cause: { pattern: host.getPattern(), data: host.getData<unknown>() } };
  try {
    if (typeof client.readyState !== 'number' || client.send === undefined) client.emit?.('exception', payload);
    // A client that has disconnected gets nothing.
    else if (client.readyState === open) client.send(JSON.stringify({ event: 'exception', data: payload }));
  } catch {
    // The client cannot be reached.
  }
}
