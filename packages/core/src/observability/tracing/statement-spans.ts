// What is known of a span before its request starts. The requests of a statement share it: built once, it saves most of the cost of a span.
import type { Attributes, SpanKind, SpanOptions } from '@opentelemetry/api';
import type { RequestMessage } from '../channels/messages';
import type { ObservedNode } from '../channels/observed-node';
import { nodeAttributes, spanName, startAttributes } from './span-attributes';
import { StatementVariants } from './statement-variants';

/** The name and the options of the span of a request, and the name of the spans of its attempts. Frozen: a tracer must not change them for others. */
export interface SpanBeginning {
  readonly name: string;
  readonly attemptName: string;
  readonly options: SpanOptions;
}

type Settings = Pick<RequestMessage, 'queryType' | 'keyspace' | 'consistency' | 'fetchSize' | 'isIdempotent'>;
type Known = Settings & { readonly beginning: SpanBeginning };

export class StatementSpans {
  readonly #kind: SpanKind;
  readonly #withText: boolean;
  readonly #variants = new StatementVariants<Known>(isSame, (request) => this.#build(request));
  /** A node that changes its address or datacenter is another object. */
  readonly #nodes = new WeakMap<ObservedNode, SpanOptions>();

  constructor(kind: SpanKind, withText: boolean) {
    this.#kind = kind;
    this.#withText = withText;
  }

  beginningOf(request: RequestMessage): SpanBeginning {
    return this.#variants.of(request).beginning;
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

  #build(request: RequestMessage): Known {
    const name = spanName(request);
    const attributes: Attributes = Object.freeze(startAttributes(request, this.#withText));
    const options = Object.freeze({ kind: this.#kind, attributes });
    return { ...settingsOf(request), beginning: { name, attemptName: `${name} attempt`, options } };
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
