// The attributes of the metrics of requests: built once for each statement and node, because a request has seven of them.
import type { Attributes } from '@opentelemetry/api';
import type { QueryType, RequestMessage } from '../observability/channels/messages';
import type { ObservedNode } from '../observability/channels/observed-node';
import { errorAttributes, statementAttributes } from '../observability/tracing/span-attributes';
import { StatementVariants } from '../observability/tracing/statement-variants';

/** The attributes of the requests of one statement that have the same type and keyspace. */
interface Known {
  readonly queryType: QueryType;
  readonly keyspace: string | undefined;
  readonly attributes: Attributes;
  readonly byNode: WeakMap<ObservedNode, Attributes>;
}

export class MetricAttributes {
  readonly #known = new StatementVariants<Known>(isSame, build);

  /** Returns the attributes of a request that has ended. Do not change them. */
  of(request: RequestMessage): Attributes {
    const { error, errorType } = request;
    const node = request.attempts.at(-1)?.node;
    const known = this.#known.of(request);
    let attributes = known.attributes;
    if (node !== undefined) {
      const ofNode = known.byNode.get(node);
      attributes = ofNode ?? Object.freeze({ ...attributes, ...serverAttributes(node) });
      if (ofNode === undefined) known.byNode.set(node, attributes);
    }
    return errorType === undefined ? attributes : { ...attributes, ...errorAttributes(error, errorType) };
  }
}

function isSame(known: Known, { queryType, keyspace }: RequestMessage): boolean {
  return known.keyspace === keyspace && known.queryType === queryType;
}

function build(request: RequestMessage): Known {
  const { queryType, keyspace } = request;
  return { queryType, keyspace, attributes: Object.freeze(statementAttributes(request)), byNode: new WeakMap() };
}

/** Without `network.peer.*`, which are the same, and which a histogram of an SDK would sort and join for each value. */
function serverAttributes({ address, port }: ObservedNode): Attributes {
  return { 'server.address': address, 'server.port': port };
}
