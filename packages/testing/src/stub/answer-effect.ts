// The effects of an answer on its connection.

import type { ReceivedRequest } from './received-request';
import type { Message } from './reply';
import { opcode } from './wire/opcode';

const setKeyspace = 3;

/** Returns whether this answer ends the handshake, apart from authentication. */
export function isHandshakeAnswer(request: ReceivedRequest, { opcode: answer }: Message): boolean {
  return request.opcode === 'STARTUP' && (answer === opcode.READY || answer === opcode.AUTHENTICATE);
}

/** Returns the keyspace of a USE, or `null`. */
export function keyspaceSetBy(message: Message): string | null {
  const { body } = message;
  return message.opcode === opcode.RESULT &&
    message.flags === 0 &&
    body.length >= 4 &&
    body.readInt32BE(0) === setKeyspace
    ? body.toString('utf8', 6)
    : null;
}
