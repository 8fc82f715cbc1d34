import type { TokenHalves } from '../policies/query-plan';
import type { PreparedQuery } from '../statement/prepared-query';
import { ExecuteOperation } from '../session/operations/execute-operation';
import { tokenOf, type TokenSpan } from '../routing/token-span';

/** Reads one range of tokens: load balancing sends it to the nodes that hold the range, by its last token. */
export class RangeOperation extends ExecuteOperation {
  readonly #token: TokenHalves;

  constructor(prepared: PreparedQuery, span: TokenSpan, parameters: readonly unknown[]) {
    super(prepared, [span.start, span.end, ...parameters], true);
    this.#token = tokenOf(span.end);
  }

  override token(): TokenHalves {
    return this.#token;
  }
}
