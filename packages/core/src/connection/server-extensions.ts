// Extensions of the protocol that a server offers in SUPPORTED, and that a client asks for in STARTUP. ScyllaDB has them
// (docs/dev/protocol-extensions.md of scylladb). Shared by all connections of a cluster; a server that offers none changes nothing.

const markKey = 'SCYLLA_LWT_ADD_METADATA_MARK';
const markPattern = /^LWT_OPTIMIZATION_META_BIT_MASK=(\d{1,10})$/;
const tabletsKey = 'TABLETS_ROUTING_V1';

export class ServerExtensions {
  #conditionalFlag = 0;
  #sendsTablets = false;

  /** The flag of the metadata of PREPARED that marks a statement with a condition; 0 if the server has none. */
  get conditionalFlag(): number {
    return this.#conditionalFlag;
  }

  /** Whether an answer may describe the tablet of its request. */
  get sendsTablets(): boolean {
    return this.#sendsTablets;
  }

  /** Records what a node offers. Returns what STARTUP asks for. */
  accept(supported: Readonly<Record<string, readonly string[]>>): Record<string, string> {
    const asked: Record<string, string> = {};
    const mark = supported[markKey]?.find((value) => markPattern.test(value));
    // As a signed number, like the flags that it is compared with. 0 would mark nothing.
    const flag = mark === undefined ? 0 : Number(markPattern.exec(mark)![1]) | 0;
    if (mark !== undefined && flag !== 0) {
      this.#conditionalFlag = flag;
      asked[markKey] = mark;
    }
    if (supported[tabletsKey] !== undefined) {
      this.#sendsTablets = true;
      asked[tabletsKey] = '';
    }
    return asked;
  }
}
