// The attributes of the metrics of requests: built once for each statement and node, because a request has seven of them.
import type { Attributes } from '@opentelemetry/api';
import type { QueryType, RequestMessage } from '../observability/channels/messages';
import type { ObservedNode } from '../observability/channels/observed-node';
import type { StatementDescription } from '../observability/channels/statement-description';
import { errorAttributes, statementAttributes } from '../observability/tracing/span-attributes';

/** The attributes of the requests of one statement that have the same type and keyspace. */
interface Known {
  readonly queryType: QueryType;
  readonly keyspace: string | undefined;
  readonly attributes: Attributes;
  readonly byNode: WeakMap<ObservedNode, Attributes>;
}

/** The most combinations of type and keyspace that are kept for a statement; others are built each time. */
const maxVariants = 8;

export class MetricAttributes {
  /** As long as the description lives: a bounded cache keeps the descriptions of statements. */
  readonly #known = new WeakMap<StatementDescription, Known[]>();

  /** Returns the attributes of a request that has ended. Do not change them. */
  of(request: RequestMessage): Attributes {
    const { error, errorType } = request;
    const node = request.attempts.at(-1)?.node;
    const known = this.#knownOf(request);
    let attributes = known.attributes;
    if (node !== undefined) {
      const ofNode = known.byNode.get(node);
      attributes = ofNode ?? Object.freeze({ ...attributes, ...serverAttributes(node) });
      if (ofNode === undefined) known.byNode.set(node, attributes);
    }
    return errorType === undefined ? attributes : { ...attributes, ...errorAttributes(error, errorType) };
  }

  #knownOf(request: RequestMessage): Known {
    const { statement, queryType, keyspace } = request;
    // Each batch has a description of its own.
    if (queryType === 'batch') return build(request);
    let variants = this.#known.get(statement);
    if (variants === undefined) this.#known.set(statement, (variants = []));
    for (const known of variants) if (known.keyspace === keyspace && known.queryType === queryType) return known;
    const known = build(request);
    if (variants.length < maxVariants) variants.push(known);
    return known;
  }
}

function build(request: RequestMessage): Known {
  const { queryType, keyspace } = request;
  return { queryType, keyspace, attributes: Object.freeze(statementAttributes(request)), byNode: new WeakMap() };
}

/** Without `network.peer.*`, which are the same, and which a histogram of an SDK would sort and join for each value. */
function serverAttributes({ address, port }: ObservedNode): Attributes {
  return { 'server.address': address, 'server.port': port };
}
