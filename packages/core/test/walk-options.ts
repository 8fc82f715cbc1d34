// The walk over the tables of options: each option with what shows that it takes effect. A row of a table without its observation does not
// compile, and option-bags.spec.ts holds that each table is walked.
import type { OptionBag, OptionTable } from '../src/options/option-table';
import type { executeTable } from '../src/statement/execute-options';
import { optionBags } from './option-bags';

export type BagName = keyof typeof optionBags;
type NamesOf<Bag> = Bag extends OptionBag<infer Table extends OptionTable> ? keyof Table & string : never;

export type OptionOf<Name extends BagName> = NamesOf<(typeof optionBags)[Name]>;
/** An option of a call, which each way to make a call takes. */
export type CallOption = keyof typeof executeTable;

export type Observe = () => void | Promise<void>;

/** `observations` has each option of the bag, but for those that every call takes: call-options.stub-spec.ts sees them. */
export function walk<Name extends BagName>(
  name: Name,
  observations: Readonly<Record<Exclude<OptionOf<Name>, CallOption>, Observe>>,
): void {
  walkAll(name, observations);
}

/** As `walk`, with the options of calls too. */
export function walkAll<Name extends BagName, Option extends string>(
  name: Name,
  observations: Readonly<Record<Option, Observe>>,
): void {
  describe(`an option of ${optionBags[name].owner} takes effect:`, () => {
    test.each(Object.entries<Observe>(observations))('%s', (_option, observe) => observe());
  });
}
