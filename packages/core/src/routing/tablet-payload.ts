// What ScyllaDB tells about the tablet of a request that reached a node or a shard without it: the custom payload `tablets-routing-v1`, a
// CQL value of the type tuple<bigint, bigint, list<tuple<uuid, int>>>: (first token, last token], and each replica with its shard.

export interface TabletReplica {
  readonly hostId: string;
  readonly shard: number;
}

export interface TabletDescription {
  /** Exclusive. */
  readonly first: bigint;
  /** Inclusive. */
  readonly last: bigint;
  readonly replicas: readonly TabletReplica[];
}

export const tabletPayloadKey = 'tablets-routing-v1';

/** Returns undefined for bytes that are no such value: a tablet that is not known costs one step more, and no error. */
export function readTablet(payload: Buffer): TabletDescription | undefined {
  try {
    const fields = new Fields(payload);
    const first = fields.next(8).readBigInt64BE();
    const last = fields.next(8).readBigInt64BE();
    const list = new Fields(fields.next());
    const replicas = Array.from({ length: list.count() }, () => readReplica(list.next()));
    return last > first && replicas.length > 0 ? { first, last, replicas } : undefined;
  } catch {
    return undefined;
  }
}

function readReplica(bytes: Buffer): TabletReplica {
  const fields = new Fields(bytes);
  const hex = fields.next(16).toString('hex');
  const shard = fields.next(4).readInt32BE();
  if (shard < 0) throw new RangeError('a negative shard');
  return { hostId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'), shard };
}

/** Values with their lengths, one after the other. Throws RangeErrors where bytes are missing. */
class Fields {
  #position = 0;

  constructor(readonly bytes: Buffer) {}

  /** A number of elements, each of which has at least its length. */
  count(): number {
    const count = this.#int32();
    if (count < 0 || count > (this.bytes.length - this.#position) / 4) throw new RangeError('too many elements');
    return count;
  }

  next(expectedLength?: number): Buffer {
    const length = this.#int32();
    const start = this.#position;
    if (length < 0 || start + length > this.bytes.length) throw new RangeError('a field without its bytes');
    if (expectedLength !== undefined && length !== expectedLength) throw new RangeError('a field of another length');
    this.#position += length;
    return this.bytes.subarray(start, this.#position);
  }

  #int32(): number {
    const value = this.bytes.readInt32BE(this.#position);
    this.#position += 4;
    return value;
  }
}
