// What is built once for the requests that execute a statement in the same way.
import type { RequestMessage } from '../channels/messages';
import type { StatementDescription } from '../channels/statement-description';

/** The most ways to execute one statement that are kept; others are built each time. */
const maxVariants = 8;

export class StatementVariants<Variant> {
  /** As long as the description lives: a bounded cache keeps the descriptions of statements. */
  readonly #known = new WeakMap<StatementDescription, Variant[]>();
  readonly #isOf: (variant: Variant, request: RequestMessage) => boolean;
  readonly #build: (request: RequestMessage) => Variant;

  constructor(
    isOf: (variant: Variant, request: RequestMessage) => boolean,
    build: (request: RequestMessage) => Variant,
  ) {
    this.#isOf = isOf;
    this.#build = build;
  }

  of(request: RequestMessage): Variant {
    // Each batch has a description of its own.
    if (request.queryType === 'batch') return this.#build(request);
    const { statement } = request;
    let variants = this.#known.get(statement);
    if (variants === undefined) this.#known.set(statement, (variants = []));
    for (const variant of variants) if (this.#isOf(variant, request)) return variant;
    const variant = this.#build(request);
    if (variants.length < maxVariants) variants.push(variant);
    return variant;
  }
}
