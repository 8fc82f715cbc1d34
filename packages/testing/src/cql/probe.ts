import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

// An OPTIONS envelope of protocol v4, which every Cassandra since 2.2 answers: version, flags, stream id, opcode, length.
const optionsRequest = Buffer.from([0x04, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00]);
const responseVersion = 0x84;
const supportedOpcode = 0x06;
const headerLength = 9;

export interface ProbeOptions {
  timeoutMs: number;
  /** Encrypts, and accepts any certificate: the only question is which server listens. */
  tls?: { cert?: string; key?: string };
}

/** Returns the reason why no Cassandra answers there, or undefined when one does. A port that accepts connections is not enough. */
export function probeCql(host: string, port: number, { timeoutMs, tls }: ProbeOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket: Socket = tls
      ? connectTls({ host, port, ...tls, rejectUnauthorized: false }, send)
      : connect({ host, port }, send);
    let received = Buffer.alloc(0);
    const timer = setTimeout(() => finish(`no answer within ${timeoutMs} ms`), timeoutMs);

    function send() {
      socket.write(optionsRequest);
    }
    function finish(problem?: string) {
      clearTimeout(timer);
      socket.destroy();
      resolve(problem);
    }

    socket.on('error', (error) => finish(error.message));
    socket.on('close', () => finish('the connection was closed'));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < headerLength) return;
      const isSupported = received[0] === responseVersion && received[4] === supportedOpcode;
      finish(isSupported ? undefined : 'what listens there does not speak CQL');
    });
  });
}
