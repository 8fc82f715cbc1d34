// A prepared text with the values of one call: their bytes, and the routing of the request. The values are fixed at the
// call: a second attempt and the next page send the bytes of the first message.
import { QueryError } from '../../errors/async-cassandra-error';
import type { ParametersEncoder } from '../../codec/parameters-encoder';
import type { TokenHalves } from '../../policies/query-plan';
import { ByteWriter } from '../../protocol/byte-writer';
import { encodeRoutingKey, routingToken } from '../../routing/routing-key';
import { KeptValues } from '../../statement/kept-values';
import type { PreparedQuery, PreparedState } from '../../statement/prepared-query';
import { snapshotOfEach } from '../../statement/snapshot';

export class BoundValues {
  /** Absent if no value is an object: numbers and texts do not change. */
  #kept: KeptValues | undefined = undefined;

  constructor(
    readonly prepared: PreparedQuery,
    public values: readonly unknown[],
  ) {}

  /** Returns the encoder of `values` for a state of the prepared text. @throws QueryError when both the schema and the values have changed. */
  encoderFor(state: PreparedState): ParametersEncoder {
    const kept = this.#kept;
    if (kept === undefined) {
      if (!holdsObject(this.values)) return state.parametersEncoder;
    } else {
      if (kept.fits(state)) return kept;
      if (kept.isKept) checkUnchanged(kept, this.values);
    }
    this.#kept = new KeptValues(state);
    return this.#kept;
  }

  /** Called before the request waits: encodes its values now, or copies them if the schema has changed their types. */
  snapshotValues(): void {
    if (this.prepared.isOutdated) this.copyValues();
    else if (holdsObject(this.values)) this.encodeValues(new ByteWriter());
  }

  /** Copies the values, because their types are not known yet. */
  copyValues(): void {
    this.values = snapshotOfEach(this.values);
  }

  token(): TokenHalves | undefined {
    const { state } = this.prepared;
    if (state.partitionKeyIndexes.length === 0) return undefined;
    return routingToken(this.#keyEncoderFor(state), this.values, state.partitionKeyIndexes);
  }

  routingKey(): Buffer | undefined {
    const { state } = this.prepared;
    if (state.partitionKeyIndexes.length === 0) return undefined;
    return encodeRoutingKey(this.#keyEncoderFor(state), this.values, state.partitionKeyIndexes);
  }

  /** Does not keep bytes for routing, which precedes the first message in the same turn. */
  #keyEncoderFor(state: PreparedState): ParametersEncoder {
    return this.#kept === undefined ? state.parametersEncoder : this.encoderFor(state);
  }

  protected encodeValues(writer: ByteWriter): void {
    this.encoderFor(this.prepared.state).encode(writer, this.values);
  }
}

function holdsObject(values: readonly unknown[]): boolean {
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'object' && value !== null) return true;
  }
  return false;
}

/** Checks that the objects still have their first bytes: for other types the values must be encoded again, from the application's objects. */
function checkUnchanged(kept: KeptValues, values: readonly unknown[]): void {
  const before = new ByteWriter();
  kept.encode(before, values);
  const now = new ByteWriter();
  try {
    kept.state.parametersEncoder.encode(now, values);
  } catch (cause) {
    throw changed(cause);
  }
  if (!written(before).equals(written(now))) throw changed(undefined);
}

const written = ({ buffer, position }: ByteWriter): Buffer => buffer.subarray(0, position);

function changed(cause: unknown): QueryError {
  return new QueryError(
    'The schema changed while the request was under way, and so did an object among its parameters: what it was when the call was ' +
      'made is not known any more. Execute the statement again',
    { cause },
  );
}
