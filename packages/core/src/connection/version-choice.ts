// The protocol version of all connections of a cluster: the version of the first node that answers. If some nodes lacked v5, one text could
// otherwise mean two things: in v5 the keyspace belongs to a request, in v4 to a connection.
import type { ProtocolVersion } from '../protocol/protocol-version';

export class VersionChoice {
  readonly #allowed: readonly ProtocolVersion[];
  #agreed: ProtocolVersion | undefined = undefined;

  /** `allowed`: the allowed versions, the best first. */
  constructor(allowed: readonly ProtocolVersion[]) {
    this.#allowed = allowed;
  }

  /** The version of every connection; undefined until a node has answered. */
  get agreed(): ProtocolVersion | undefined {
    return this.#agreed;
  }

  /** The versions to offer a node, the best first. */
  get offers(): readonly ProtocolVersion[] {
    return this.#agreed === undefined ? this.#allowed : [this.#agreed];
  }

  /** Returns whether `version` is the lowest version that the application allows. */
  isOldestAllowed(version: ProtocolVersion): boolean {
    return this.#allowed.at(-1) === version;
  }

  /** Records that a node speaks `version`. Returns false if another node answered in another version before. */
  agree(version: ProtocolVersion): boolean {
    this.#agreed ??= version;
    return this.#agreed === version;
  }
}
