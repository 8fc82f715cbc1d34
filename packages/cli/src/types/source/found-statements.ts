// What was found in the sources of some projects.
import type { Place } from './place';

export interface FoundText {
  readonly text: string;
  readonly places: readonly Place[];
}

/** A call that is not checked. */
export interface UnseenCall {
  readonly place: Place;
  /** `session.execute`. */
  readonly call: string;
  /**
   * `unknown`: its text is only known at run time; `notLiteral`: known, but of type `string`, so the compiler cannot look it up; `detached`: a
   * method that leaves its session, to be called under another name.
   */
  readonly reason: 'unknown' | 'notLiteral' | 'detached';
}

export interface FoundStatements {
  /** In the order of the files and of the places within them. */
  readonly statements: readonly FoundText[];
  /** The tables of `scanTable` and `countTable`. */
  readonly tables: readonly FoundText[];
  readonly unseen: readonly UnseenCall[];
}

/** Collects texts and calls, each place once. */
export class FoundCalls {
  readonly #statements = new Map<string, Map<string, Place>>();
  readonly #tables = new Map<string, Map<string, Place>>();
  readonly #unseen = new Map<string, UnseenCall>();

  addText(kind: 'statement' | 'table', text: string, place: Place): void {
    const found = kind === 'table' ? this.#tables : this.#statements;
    const places = found.get(text) ?? new Map<string, Place>();
    places.set(JSON.stringify(place), place);
    found.set(text, places);
  }

  addUnseen(call: UnseenCall): void {
    this.#unseen.set(JSON.stringify(call.place), call);
  }

  addAll({ statements, tables, unseen }: FoundStatements): void {
    for (const { text, places } of statements) for (const place of places) this.addText('statement', text, place);
    for (const { text, places } of tables) for (const place of places) this.addText('table', text, place);
    for (const call of unseen) this.addUnseen(call);
  }

  listed(): FoundStatements {
    const listed = (found: ReadonlyMap<string, ReadonlyMap<string, Place>>) =>
      [...found].map(([text, places]) => ({ text, places: [...places.values()] }));
    return { statements: listed(this.#statements), tables: listed(this.#tables), unseen: [...this.#unseen.values()] };
  }
}
