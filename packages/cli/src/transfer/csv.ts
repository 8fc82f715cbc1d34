// CSV after RFC 4180, with one addition: nothing between two commas is null, `""` is the empty text.

/** The cells of a row: texts, or null. */
export type CsvRow = readonly (string | null)[];

/** A row as it stands in a file. */
export interface CsvRecord {
  /** On which it begins, from 1. */
  readonly line: number;
  readonly text: string;
  readonly cells: CsvRow;
  /** The file ended within quotes. */
  readonly isCut?: boolean;
}

export function writeCsvRow(cells: CsvRow): string {
  return `${cells.map(writeCell).join(',')}\n`;
}

function writeCell(cell: string | null): string {
  if (cell === null) return '';
  return cell === '' || /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The rows in chunks of text, whatever their borders. */
export async function* readCsvRows(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<CsvRecord> {
  const reader = new CsvReader();
  for await (const chunk of chunks) yield* reader.read(chunk);
  yield* reader.finish();
}

class CsvReader {
  #row: (string | null)[] = [];
  #cell = '';
  #text = '';
  #wasQuoted = false;
  /** `quote`: the last character was a quote within quotes. */
  #state: 'plain' | 'quoted' | 'quote' = 'plain';
  #line = 1;
  #rowLine = 1;

  *read(chunk: string): Generator<CsvRecord> {
    for (const character of chunk) {
      if (character === '\n') this.#line += 1;
      if (character === '\n' && this.#state !== 'quoted') {
        yield this.#endRow();
        continue;
      }
      this.#text += character;
      if (this.#state === 'quoted') {
        if (character === '"') this.#state = 'quote';
        else this.#cell += character;
      } else if (character === '"' && (this.#state === 'quote' || this.#cell === '')) {
        if (this.#state === 'quote') this.#cell += '"';
        this.#wasQuoted = true;
        this.#state = 'quoted';
      } else if (character === ',') this.#endCell();
      else if (character !== '\r') {
        this.#cell += character;
        this.#state = 'plain';
      }
    }
  }

  *finish(): Generator<CsvRecord> {
    const isCut = this.#state === 'quoted';
    if (this.#row.length > 0 || this.#cell !== '' || this.#wasQuoted)
      yield { ...this.#endRow(), ...(isCut && { isCut }) };
  }

  #endCell(): void {
    this.#row.push(this.#cell === '' && !this.#wasQuoted ? null : this.#cell);
    this.#cell = '';
    this.#wasQuoted = false;
    this.#state = 'plain';
  }

  #endRow(): CsvRecord {
    this.#endCell();
    const record = { line: this.#rowLine, text: this.#text.replace(/\r$/, ''), cells: this.#row };
    this.#row = [];
    this.#text = '';
    this.#rowLine = this.#line;
    return record;
  }
}
