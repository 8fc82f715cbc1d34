// The cold path over a connection: one request, one promise. The handshake, the control connection and PREPARE use it.
import { OwnOperationTimedOutError } from '../driver/errors';
import type { ConnectionLostError } from '../errors/connection-lost-error';
import { OverloadError } from '../errors/async-cassandra-error';
import { ProtocolError } from '../errors/protocol-error';
import { decodeResponse } from '../protocol/decode-response';
import type { Envelope } from '../protocol/envelope';
import type { Request } from '../protocol/requests/request';
import type { Response } from '../protocol/responses/response';
import { formatEndpoint } from './endpoint';
import { offAbort, onAbort, reasonOf } from '../waiting/on-abort';
import type { RequestChannel, ResponseHandler } from './request-channel';
import { clearTimeout, setTimeout } from '../waiting/timers';

export interface RequestOnceOptions {
  /** Milliseconds. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sends even if the write queue is full. Default: false. */
  readonly isUrgent?: boolean | undefined;
}

export function requestOnce(
  channel: RequestChannel,
  request: Request,
  options: RequestOnceOptions = {},
): Promise<Response> {
  const { timeoutMs, signal, isUrgent = false } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    if (!(isUrgent ? channel.hasFreeStream : channel.hasCapacity)) {
      throw new OverloadError(`The connection to ${formatEndpoint(channel.endpoint)} takes no more requests`);
    }
    let timer: NodeJS.Timeout | undefined;
    let streamId = -1;
    const settle = (): void => {
      clearTimeout(timer);
      offAbort(signal, cancel);
    };
    const abandon = (reason: unknown): void => {
      settle();
      channel.abandon(streamId);
      reject(reason);
    };
    const cancel = (): void => abandon(reasonOf(signal!));
    const handler: ResponseHandler = {
      requestBytes: 0,
      onResponse(envelope: Envelope): void {
        settle();
        try {
          const response = decodeResponse(envelope);
          if (response.kind === 'error') reject(response.error);
          else resolve(response);
        } catch (error) {
          reject(error);
          // A defect inside a whole envelope fails this request alone.
          if (error instanceof ProtocolError) channel.close(error);
        }
      },
      onConnectionLost(error: ConnectionLostError): void {
        settle();
        reject(error);
      },
    };
    streamId = channel.send(request, handler);
    onAbort(signal, cancel);
    if (timeoutMs !== undefined) {
      timer = setTimeout(() => {
        const name = formatEndpoint(channel.endpoint);
        abandon(new OwnOperationTimedOutError(`${name} did not answer within ${timeoutMs} ms`, name));
      }, timeoutMs);
    }
  });
}
