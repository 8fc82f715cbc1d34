// Explains the errors of sockets: each text says what to check. The messages of OpenSSL itself help only those who know OpenSSL.

const hints: Readonly<Record<string, string>> = {
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the server requires a client certificate: set ssl.cert and ssl.key',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE:
    'the server and this client have no TLS version or cipher in common, or it requires a client certificate (ssl.cert and ssl.key)',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'the server refused our client certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'the server refused our client certificate',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'the server says that our client certificate has expired',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: 'the server says that our client certificate was revoked',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'the server does not know the authority of our client certificate',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the server does not speak TLS on this port',
};

/** Returns the message of a socket's error with its code, and an explanation if there is one. */
export function describeSocketError(error: NodeJS.ErrnoException & { readonly reason?: unknown }): string {
  const { code, reason, message } = error;
  const said = typeof reason === 'string' ? reason : message;
  if (code === undefined) return said;
  const hint = hints[code];
  return hint === undefined ? `${said} (${code})` : `${hint} (${said}, ${code})`;
}
