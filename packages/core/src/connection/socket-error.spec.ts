import { describeSocketError } from './socket-error';

const errorOf = (message: string, properties: object): Error => Object.assign(new Error(message), properties);

describe('describeSocketError', () => {
  test.each([
    [
      errorOf('connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' }),
      'connect ECONNREFUSED 127.0.0.1:1 (ECONNREFUSED)',
    ],
    [new Error('the node closed the connection'), 'the node closed the connection'],
    [
      errorOf('80EC:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../deps/', {
        code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
        reason: 'tlsv13 alert certificate required',
      }),
      'the server requires a client certificate: set ssl.cert and ssl.key (tlsv13 alert certificate required, ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED)',
    ],
    [
      errorOf('80EC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/', {
        code: 'ERR_SSL_WRONG_VERSION_NUMBER',
        reason: 'wrong version number',
      }),
      'the server does not speak TLS on this port (wrong version number, ERR_SSL_WRONG_VERSION_NUMBER)',
    ],
    [
      errorOf('80EC:error:0A000999:SSL routines:::something new:../deps/', {
        code: 'ERR_SSL_NEW',
        reason: 'something new',
      }),
      'something new (ERR_SSL_NEW)',
    ],
  ])('%s', (error, description) => {
    expect(describeSocketError(error)).toBe(description);
  });
});
