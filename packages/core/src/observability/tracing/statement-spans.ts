// What is known of a span before its request starts. The requests of a statement share it: built once, it saves most of the cost of a span.
import type { Attributes, SpanKind, SpanOptions } from '@opentelemetry/api';
import type { RequestMessage } from '../channels/messages';
import type { ObservedNode } from '../channels/observed-node';
import type { StatementDescription } from '../channels/statement-description';
import { nodeAttributes, spanName, startAttributes } from './span-attributes';

/** The name and the options of the span of a request, and the name of the spans of its attempts. Frozen: a tracer must not change them for others. */
export interface SpanBeginning {
  readonly name: string;
  readonly attemptName: string;
  readonly options: SpanOptions;
}

type Settings = Pick<RequestMessage, 'queryType' | 'keyspace' | 'consistency' | 'fetchSize' | 'isIdempotent'>;
type Known = Settings & { readonly beginning: SpanBeginning };

/** The most ways to execute one statement that are kept; others are built each time. */
const maxVariants = 8;

export class StatementSpans {
  readonly #kind: SpanKind;
  readonly #withText: boolean;
  /** As long as the description lives: a bounded cache keeps the descriptions of statements. */
  readonly #variants = new WeakMap<StatementDescription, Known[]>();
  /** A node that changes its address or datacenter is another object. */
  readonly #nodes = new WeakMap<ObservedNode, SpanOptions>();

  constructor(kind: SpanKind, withText: boolean) {
    this.#kind = kind;
    this.#withText = withText;
  }

  beginningOf(request: RequestMessage): SpanBeginning {
    // Each batch has a description of its own.
    if (request.queryType === 'batch') return this.#build(request);
    const { statement } = request;
    let variants = this.#variants.get(statement);
    if (variants === undefined) this.#variants.set(statement, (variants = []));
    for (const variant of variants) if (isSame(variant, request)) return variant.beginning;
    const beginning = this.#build(request);
    if (variants.length < maxVariants) variants.push({ ...settingsOf(request), beginning });
    return beginning;
  }

  /** Returns the options of the span of an attempt on the node. */
  optionsOf(node: ObservedNode): SpanOptions {
    const known = this.#nodes.get(node);
    if (known !== undefined) return known;
    const attributes = Object.freeze({ 'db.system.name': 'cassandra', ...nodeAttributes(node) });
    const options = Object.freeze({ kind: this.#kind, attributes });
    this.#nodes.set(node, options);
    return options;
  }

  #build(request: RequestMessage): SpanBeginning {
    const name = spanName(request);
    const attributes: Attributes = Object.freeze(startAttributes(request, this.#withText));
    return { name, attemptName: `${name} attempt`, options: Object.freeze({ kind: this.#kind, attributes }) };
  }
}

function settingsOf({ queryType, keyspace, consistency, fetchSize, isIdempotent }: RequestMessage): Settings {
  return { queryType, keyspace, consistency, fetchSize, isIdempotent };
}

function isSame(one: Settings, other: Settings): boolean {
  return (
    one.keyspace === other.keyspace &&
    one.consistency === other.consistency &&
    one.queryType === other.queryType &&
    one.fetchSize === other.fetchSize &&
    one.isIdempotent === other.isIdempotent
  );
}
