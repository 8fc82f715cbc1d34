// A prepared text with the values of one call: what is sent of them, and where it is routed to. Values are those of the moment of the
// call: a second attempt and the next page send the bytes of the first one.
import { QueryError } from '../../errors/async-cassandra-error';
import type { ParametersEncoder } from '../../codec/parameters-encoder';
import type { TokenHalves } from '../../policies/query-plan';
import { ByteWriter } from '../../protocol/byte-writer';
import { encodeRoutingKey, routingToken } from '../../routing/routing-key';
import { KeptValues } from '../../statement/kept-values';
import type { PreparedQuery, PreparedState } from '../../statement/prepared-query';
import { snapshotOfValue } from '../../statement/snapshot';

export class BoundValues {
  /** Absent where no value is an object: numbers and texts do not change. */
  #kept: KeptValues | undefined = undefined;

  constructor(
    readonly prepared: PreparedQuery,
    public values: readonly unknown[],
  ) {}

  /** What writes `values` for a state of the prepared text. @throws QueryError when both, the schema and the values, have changed. */
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

  /** The request has to wait: its values are encoded now, or copied where the schema has changed under their types. */
  snapshotValues(): void {
    if (this.prepared.isOutdated) this.copyValues();
    else if (holdsObject(this.values)) this.encodeValues(new ByteWriter());
  }

  /** What its values will be encoded for is not known yet. */
  copyValues(): void {
    this.values = this.values.map(snapshotOfValue);
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

  /** Nothing is kept for routing, which comes before the first message and in the same turn. */
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

/** For other types the values have to be encoded anew, from the application's objects: that is right only while they are what they were. */
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
