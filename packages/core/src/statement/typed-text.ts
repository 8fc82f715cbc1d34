// What a known text says about its parameters and rows. Without known statements, each type here is what it was for any text: the
// question whether there are any has no type parameter, so the compiler answers it once and not for each call.
import type { Row } from '../codec/row';
import type { KnownStatements, TypedCqlSettings } from './known-statements';
import type { StatementParameters } from './parameters';
import type { StatementOptions } from './statement-options';

/** The type of a literal text that is not a known statement, when `TypedCqlSettings` are strict: no text has it. */
export interface UnknownStatement {
  readonly unknownStatement: 'run `async-cassandra types`, or give the type of the rows explicitly';
}

/** The texts that are known; `never` when there are none. */
export type KnownText = keyof KnownStatements & string;

/** The type of a parameter that takes a text: any text, or with strict settings a known one and texts that are not literal. */
export type TypedText<Q extends string> = TypedCqlSettings extends { readonly strict: true } ? Q & CheckedText<Q> : Q;
/** `unknown` for a text that strict settings accept, else the type that no text has. */
export type CheckedText<Q extends string> = string extends Q
  ? unknown
  : Q extends KnownText
    ? unknown
    : UnknownStatement;

/** A row of a known statement: its columns, and the methods of a row that no column hides. */
export type KnownRow<T> = T extends unknown
  ? keyof T & keyof RowMethods extends never
    ? T & RowMethods
    : T & Omit<RowMethods, keyof T>
  : never;
/** The methods of a row. */
export type RowMethods = {
  [Name in keyof Row as string extends Name ? never : number extends Name ? never : Name]: Row[Name];
};

/**
 * The rows of a text: of a known one its own, else `R`.
 *
 * @example
 * type User = RowOf<'SELECT id, name FROM users WHERE id = ?'>;
 */
export type RowOf<Q extends string, R = Row> =
  NothingKnown<Q> extends true
    ? R
    : Q extends KnownText
      ? KnownStatements[Q] extends { readonly row: infer T }
        ? KnownRow<T>
        : R
      : R;

/** The parameters of a text: of a known one its own, by position or by name, else `P`. */
export type ParametersOf<Q extends string, P extends StatementParameters = StatementParameters> =
  NothingKnown<Q> extends true
    ? P
    : Q extends KnownText
      ? KnownStatements[Q] extends { readonly parameters: infer T extends StatementParameters }
        ? T
        : P
      : P;

/** The text that the type of a statement keeps: a known one. */
export type KeptText<Q extends string> = NothingKnown<Q> extends true ? string : Q extends KnownText ? Q : string;

/** The arguments after the statement: its parameters, which only a known statement requires, and the options of the call. */
export type CallArguments<Q extends string, P extends StatementParameters, O> =
  NothingKnown<Q> extends true
    ? [parameters?: NoInfer<P>, options?: O]
    : Q extends KnownText
      ? KnownStatements[Q] extends { readonly parameters: infer T }
        ? NeedsNone<T> extends true
          ? [parameters?: T, options?: O]
          : [parameters: T, options?: O]
        : never
      : [parameters?: NoInfer<P>, options?: O];

/** The arguments of `bind`. */
export type BindArguments<Q extends string, P> =
  NothingKnown<Q> extends true
    ? [parameters?: P]
    : Q extends KnownText
      ? NeedsNone<P> extends true
        ? [parameters?: P]
        : [parameters: P]
      : [parameters?: P];

/** Whether no text is known, or the type of the text is `never`, as it is for a value that was cast. */
export type NothingKnown<Q> = KnownText extends never ? true : [Q] extends [never] ? true : false;

/** Whether a statement can be executed without its parameters. */
export type NeedsNone<P> = readonly [] extends P ? true : Record<never, never> extends P ? true : false;

/** The parameters of a statement in a batch. Other prepared statements than known ones are not checked there. */
export type AddedParameters<Q extends string> = ParametersOf<Q, StatementParameters>;

/** The arguments of `add` after the statement. */
export type AddArguments<Q extends string> = BindArguments<Q, AddedParameters<Q>>;

/** The arguments of `new SimpleStatement` with a known text. */
export type KnownConstruction<Q extends string> = KnownText extends never
  ? [query: never, options: never, nothingIsKnown: never]
  : [query: Q & KnownText, options?: StatementOptions];

/** The text of a `SimpleStatement` that is not known, whose type is `string`: a variable can hold one after the other. */
export type LooseText<Q extends string> = TypedCqlSettings extends { readonly strict: true }
  ? Q & CheckedText<Q>
  : string;

/**
 * The parameters of a first signature that no call matches. TypeScript compares one generic signature with another one strictly, but with
 * several of them loosely: so a class can still implement or override the method by one signature for any text.
 */
export type Uncallable = [statement: never, parameters: never, options: never, noCallHasFourArguments: never];
