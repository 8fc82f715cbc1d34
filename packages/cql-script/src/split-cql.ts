import { CqlScriptError } from './cql-script-error';
import { commentEnd, isClosed, tokenEnd, tokenKind } from './cql-tokens';

/** One statement of a script, without its semicolon and its comments. */
export interface ScriptStatement {
  /** The statement, without the semicolon. */
  readonly text: string;
  /** The line on which the statement begins, counted from 1. */
  readonly line: number;
}

const nameOfKind = {
  string: 'string',
  quotedName: 'quoted name',
  body: '$$ body',
  word: 'word',
  sign: 'sign',
} as const;

/**
 * Splits a CQL script at the semicolons that end a statement: outside of strings, quoted names, `$$` bodies and comments,
 * and, in a batch, only after APPLY BATCH. Removes comments.
 *
 * @throws CqlScriptError when the script ends inside a string, a quoted name, a `$$` body, a comment or a batch.
 *
 * @example
 * splitCql('CREATE TABLE a (id int PRIMARY KEY); -- first\nDROP TABLE b').map(({ text, line }) => `${line}: ${text}`);
 */
export function splitCql(script: string): ScriptStatement[] {
  return new ScriptSplitter(script).split();
}

class ScriptSplitter {
  readonly #script: string;
  readonly #statements: ScriptStatement[] = [];
  #position = 0;
  #text = '';
  #words: string[] = [];
  #statementStart = 0;

  constructor(script: string) {
    this.#script = script;
  }

  split(): ScriptStatement[] {
    while (this.#position < this.#script.length) this.#step();
    if (this.#isInsideBatch()) throw this.#unterminated('batch (no APPLY BATCH)', this.#statementStart);
    this.#finishStatement();
    return this.#statements;
  }

  #step(): void {
    const script = this.#script;
    const position = this.#position;
    const afterComment = commentEnd(script, position);
    if (afterComment > position) return this.#skipComment(afterComment);
    if (script[position] === ';' && !this.#isInsideBatch()) {
      this.#position++;
      return this.#finishStatement();
    }
    const end = tokenEnd(script, position);
    const kind = tokenKind(script, position);
    const token = script.slice(position, end);
    if (!isClosed(token)) throw this.#unterminated(nameOfKind[kind], position);
    if (kind === 'word') this.#words.push(token.toUpperCase());
    this.#take(token);
  }

  #take(token: string): void {
    if (this.#text === '') {
      this.#statementStart = this.#position;
      this.#text = token.trimStart();
    } else {
      this.#text += token;
    }
    this.#position += token.length;
  }

  #skipComment(end: number): void {
    const comment = this.#script.slice(this.#position, end);
    if (!isClosed(comment)) throw this.#unterminated('comment', this.#position);
    this.#position = end;
    // `a/* */b` is two words.
    if (comment.startsWith('/*') && this.#text !== '') this.#text += ' ';
  }

  #isInsideBatch(): boolean {
    if (this.#words[0] !== 'BEGIN') return false;
    return this.#words.at(-2) !== 'APPLY' || this.#words.at(-1) !== 'BATCH';
  }

  #finishStatement(): void {
    const text = this.#text.trimEnd();
    if (text !== '') this.#statements.push({ text, line: this.#lineOf(this.#statementStart) });
    this.#text = '';
    this.#words = [];
  }

  #lineOf(position: number): number {
    return this.#script.slice(0, position).split('\n').length;
  }

  #unterminated(what: string, position: number): CqlScriptError {
    return new CqlScriptError(`The CQL script ends inside a ${what} that begins on line ${this.#lineOf(position)}`);
  }
}
