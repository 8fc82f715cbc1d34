// Which version of the protocol the connections of a cluster speak: one for all, that of the first node that answers. A cluster in which
// some nodes lack v5 would else answer one text in two ways: a keyspace goes with a request of v5, and with a connection of v4.
import type { ProtocolVersion } from '../protocol/protocol-version';

export class VersionChoice {
  readonly #allowed: readonly ProtocolVersion[];
  #agreed: ProtocolVersion | undefined = undefined;

  /** `allowed`: the best first. */
  constructor(allowed: readonly ProtocolVersion[]) {
    this.#allowed = allowed;
  }

  /** What every connection speaks; undefined until a node has answered. */
  get agreed(): ProtocolVersion | undefined {
    return this.#agreed;
  }

  /** What to offer a node, the best first. */
  get offers(): readonly ProtocolVersion[] {
    return this.#agreed === undefined ? this.#allowed : [this.#agreed];
  }

  /** Whether the application allows no version but this one and later ones. */
  isOldestAllowed(version: ProtocolVersion): boolean {
    return this.#allowed.at(-1) === version;
  }

  /** A node speaks `version`. False where another node has answered in another version before. */
  agree(version: ProtocolVersion): boolean {
    this.#agreed ??= version;
    return this.#agreed === version;
  }
}
