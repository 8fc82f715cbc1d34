// The attributes of the metrics of requests: built once for each statement and node, because a request has seven of them. Each has a bounded
// number of values.
import type { Attributes } from '@opentelemetry/api';
import type { QueryType, RequestMessage } from '../observability/channels/messages';
import type { ObservedNode } from '../observability/channels/observed-node';
import { BoundedLabel } from '../observability/metrics/bounded-label';
import { errorAttributes, statementAttributes } from '../observability/tracing/span-attributes';
import { StatementVariants } from '../observability/tracing/statement-variants';

/** The attributes of the requests of one statement that have the same type and keyspace. */
interface Known {
  readonly queryType: QueryType;
  readonly keyspace: string | undefined;
  readonly attributes: Attributes;
  readonly byNode: WeakMap<ObservedNode, Attributes>;
}

/** More summaries of statements than an application has, and more nodes than its clusters have: removed nodes count, too. */
const maxValues = 1000;

export class MetricAttributes {
  readonly #known = new StatementVariants<Known>(isSame, (request) => this.#build(request));
  /** A keyspace and a summary of a statement, which has its table. */
  readonly #statements = new BoundedLabel(maxValues);
  readonly #endpoints = new BoundedLabel(maxValues);

  /** Returns the attributes of a request that has ended. Do not change them. */
  of(request: RequestMessage): Attributes {
    const { error, errorType } = request;
    const node = request.attempts.at(-1)?.node;
    const known = this.#known.of(request);
    let attributes = known.attributes;
    if (node !== undefined) {
      const ofNode = known.byNode.get(node);
      attributes = ofNode ?? Object.freeze({ ...attributes, ...this.#serverAttributes(node) });
      if (ofNode === undefined) known.byNode.set(node, attributes);
    }
    return errorType === undefined ? attributes : { ...attributes, ...errorAttributes(error, errorType) };
  }

  #build(request: RequestMessage): Known {
    const { queryType, keyspace } = request;
    return {
      queryType,
      keyspace,
      attributes: Object.freeze(this.#statementAttributes(request)),
      byNode: new WeakMap(),
    };
  }

  /** Without names once there are too many: tables and keyspaces come from texts and from applications, and need not exist. */
  #statementAttributes(request: RequestMessage): Attributes {
    const attributes = statementAttributes(request);
    const { 'db.namespace': namespace = '', 'db.query.summary': summary = '' } = attributes;
    if (this.#statements.keeps(`${String(namespace)} ${String(summary)}`)) return attributes;
    return withoutNames(attributes);
  }

  /** Without `network.peer.*`, which are the same, and which a histogram of an SDK would sort and join for each value. */
  #serverAttributes({ address, port, endpoint }: ObservedNode): Attributes {
    return this.#endpoints.keeps(endpoint) ? { 'server.address': address, 'server.port': port } : {};
  }
}

function isSame(known: Known, { queryType, keyspace }: RequestMessage): boolean {
  return known.keyspace === keyspace && known.queryType === queryType;
}

function withoutNames({ ...attributes }: Attributes): Attributes {
  for (const name of ['db.namespace', 'db.collection.name', 'db.query.summary']) delete attributes[name];
  return attributes;
}
