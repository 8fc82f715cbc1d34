// The error of a connection that was closed during its handshake.
import { ConnectionError } from '../errors/async-cassandra-error';
import { formatEndpoint, type Endpoint } from './endpoint';
import { describeSocketError } from './socket-error';

/** `cutBy` is what closed the connection: the socket's error, or the defect in the received bytes. */
export function handshakeFailure(
  { endpoint, peerVersion }: { readonly endpoint: Endpoint; readonly peerVersion: number },
  cutBy: Error,
  tls: boolean,
): ConnectionError {
  if (cutBy instanceof ConnectionError) return cutBy;
  const hasAnswered = peerVersion > 0;
  const doubt = tls ? 'does it require a client certificate?' : 'is it the right port, or does it expect TLS?';
  return new ConnectionError(
    `${formatEndpoint(endpoint)} ended the connection during the handshake: ${describeSocketError(cutBy)}` +
      (hasAnswered ? '' : `; ${doubt}`),
    { cause: cutBy },
  );
}
