// The rules of a stub, and the choice of the rule for a request.

import type { ReceivedRequest } from './received-request';
import { type RequestMatcher, requestPredicate } from './request-matcher';
import type { RequestRecord } from './request-record';
import { type StatementShape, StubRule } from './stub-rule';

const maxRules = 10_000;

export class StubScript {
  readonly #record: RequestRecord;
  #rules: StubRule[] = [];

  constructor(record: RequestRecord) {
    this.#record = record;
  }

  add(matcher: RequestMatcher): StubRule {
    if (this.#rules.length >= maxRules) {
      this.#rules = this.#rules.filter((rule) => !rule.isUsedUp);
    }
    if (this.#rules.length >= maxRules) {
      throw new RangeError(`A stub has at most ${maxRules} rules`);
    }
    const namesOpcodes = typeof matcher === 'object' && !(matcher instanceof RegExp) && matcher.opcode !== undefined;
    const preparePredicate = namesOpcodes ? () => false : requestPredicate(matcher, ['PREPARE', 'EXECUTE']);
    const rule = new StubRule(requestPredicate(matcher), preparePredicate, this.#record);
    this.#rules.push(rule);
    return rule;
  }

  clear(): void {
    this.#rules = [];
  }

  find(request: ReceivedRequest): StubRule | undefined {
    const suits = (rule: StubRule): boolean => !rule.isUsedUp && rule.matches(request);
    return (
      this.#rules.find((rule) => rule.hasLimitedUse && suits(rule)) ??
      this.#rules.findLast((rule) => !rule.hasLimitedUse && suits(rule))
    );
  }

  /** Returns the answer of PREPARE for the text of `request`: all rules for it contribute, used up or not. */
  describe(request: ReceivedRequest): StatementShape | undefined {
    const describing = this.#rules.filter((rule) => rule.describes(request));
    const inOrder = [
      ...describing.filter((rule) => rule.hasLimitedUse),
      ...describing.filter((rule) => !rule.hasLimitedUse).reverse(),
    ];
    return inOrder.length === 0
      ? undefined
      : {
          variables: inOrder.find((rule) => rule.shape.variables !== null)?.shape.variables ?? null,
          columns: inOrder.find((rule) => rule.shape.columns !== null)?.shape.columns ?? null,
        };
  }
}
