// Turns text into functions. Everything from outside (names of columns, classes, codecs) enters as a constant or
// through `quoted`, never as program text.

/** A name as a string literal. After JSON.stringify only U+2028 and U+2029 need an escape: old parsers end a line there. */
export function quoted(name: string): string {
  return JSON.stringify(name).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

export class Program {
  readonly #constants = new Map<unknown, string>();
  readonly #functions: string[] = [];
  readonly #statements: string[] = [];
  #names = 0;

  /** A name that occurs nowhere else in the program. */
  name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  /** The name of a value from outside, within the program. */
  constant(value: unknown): string {
    let name = this.#constants.get(value);
    if (name === undefined) {
      name = this.name('k');
      this.#constants.set(value, name);
    }
    return name;
  }

  /** Defines a function and returns its name. */
  define(parameters: string, body: string): string {
    const name = this.name('f');
    this.#functions.push(`function ${name}(${parameters}){${body}}`);
    return name;
  }

  /** Makes an object once and returns its name. */
  object(literal: string): string {
    const name = this.name('m');
    this.setUp(`const ${name}=${literal};`);
    return name;
  }

  /** Adds a statement that runs before the rest. */
  setUp(statement: string): void {
    this.#statements.push(statement);
  }

  /** Runs the program; `result` is the expression for its return value. */
  run(result: string): unknown {
    const names = [...this.#constants.values()];
    const text = `'use strict';const [${names.join()}]=constants;${this.#functions.join('\n')}\n${this.#statements.join('')}return ${result};`;
    const make = new Function('constants', text) as (constants: readonly unknown[]) => unknown;
    return make([...this.#constants.keys()]);
  }
}

/** Expressions for big-endian integers at a position of `b`. */
export const int32At = (position: string): string =>
  `(b[${position}]<<24|b[${position}+1]<<16|b[${position}+2]<<8|b[${position}+3])`;
