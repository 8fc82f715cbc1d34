import { CqlScriptError } from './cql-script-error';

/** One statement of a script, without its semicolon and its comments. */
export interface ScriptStatement {
  readonly text: string;
  /** The line on which the statement begins, counted from 1. */
  readonly line: number;
}

const wordCharacter = /[A-Za-z0-9_]/;
const quotes = new Map([
  ["'", 'string'],
  ['"', 'quoted name'],
]);

/**
 * Cuts a CQL script at the semicolons that end a statement: those outside of strings, quoted names, `$$` bodies and comments,
 * and, in a batch, only the one after APPLY BATCH. Comments are left out.
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
  #position = 0;
  #text = '';
  #words: string[] = [];
  #statementStart = 0;
  private readonly statements: ScriptStatement[] = [];

  constructor(private readonly script: string) {}

  split(): ScriptStatement[] {
    while (this.#position < this.script.length) this.step();
    if (this.isInsideBatch()) throw this.unterminated('batch (no APPLY BATCH)', this.#statementStart);
    this.finishStatement();
    return this.statements;
  }

  private step(): void {
    const { script } = this;
    const position = this.#position;
    const character = script.charAt(position);
    if (script.startsWith('--', position) || script.startsWith('//', position)) return this.skipLineComment();
    if (script.startsWith('/*', position)) return this.skipBlockComment();
    if (script.startsWith('$$', position)) return this.take(this.endAfter('$$', position + 2, '$$ body'));
    const quoted = quotes.get(character);
    if (quoted) return this.take(this.endAfter(character, position + 1, quoted));
    if (wordCharacter.test(character)) return this.takeWord();
    if (character === ';' && !this.isInsideBatch()) {
      this.#position++;
      return this.finishStatement();
    }
    this.take(position + 1);
  }

  /** A doubled quote inside a string needs no care: it reads as the end of one string and the start of the next. */
  private endAfter(mark: string, from: number, what: string): number {
    const found = this.script.indexOf(mark, from);
    if (found < 0) throw this.unterminated(what, this.#position);
    return found + mark.length;
  }

  private takeWord(): void {
    let end = this.#position;
    while (end < this.script.length && wordCharacter.test(this.script.charAt(end))) end++;
    this.#words.push(this.script.slice(this.#position, end).toUpperCase());
    this.take(end);
  }

  private take(end: number): void {
    const piece = this.script.slice(this.#position, end);
    if (this.#text === '') {
      this.#statementStart = this.#position;
      this.#text = piece.trimStart();
    } else {
      this.#text += piece;
    }
    this.#position = end;
  }

  private skipLineComment(): void {
    const end = this.script.indexOf('\n', this.#position);
    this.#position = end < 0 ? this.script.length : end;
  }

  private skipBlockComment(): void {
    this.#position = this.endAfter('*/', this.#position + 2, 'comment');
    // `a/* */b` is two words.
    if (this.#text !== '') this.#text += ' ';
  }

  private isInsideBatch(): boolean {
    if (this.#words[0] !== 'BEGIN') return false;
    return this.#words.at(-2) !== 'APPLY' || this.#words.at(-1) !== 'BATCH';
  }

  private finishStatement(): void {
    const text = this.#text.trimEnd();
    if (text !== '') this.statements.push({ text, line: this.lineOf(this.#statementStart) });
    this.#text = '';
    this.#words = [];
  }

  private lineOf(position: number): number {
    return this.script.slice(0, position).split('\n').length;
  }

  private unterminated(what: string, position: number): CqlScriptError {
    return new CqlScriptError(`The CQL script ends inside a ${what} that begins on line ${this.lineOf(position)}`);
  }
}
