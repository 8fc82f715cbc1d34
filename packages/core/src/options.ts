// The entry for the other packages of this repository: their options are checked by tables, as the options of core are.
// See docs/decisions/0016-option-tables-for-packages-beside.md.
export { clusterOptionNames } from './cluster/cluster-options';
export { callback, milliseconds, objectWith, signal, text, trueOrFalse, wholeNumber } from './options/option-checks';
export type { Check } from './options/option-checks';
export { checkOptions, completeOptions, complaintAbout, option, optionBag } from './options/option-table';
export type { Complete, Hints, Option, OptionBag, OptionTable, TableOf } from './options/option-table';
