/** A client violated the protocol. The stub records it and closes the connection, as a server would. */
export class WireViolation extends Error {
  override readonly name = 'WireViolation';
}
