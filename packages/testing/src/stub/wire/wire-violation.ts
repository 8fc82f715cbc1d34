/** What a client sent does not follow the protocol. The stub notes it and closes the connection, as a server would. */
export class WireViolation extends Error {
  override readonly name = 'WireViolation';
}
