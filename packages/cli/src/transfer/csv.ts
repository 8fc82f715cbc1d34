// CSV after RFC 4180, with one addition: nothing between two commas is null, `""` is the empty text.

/** The cells of a row: texts, or null. */
export type CsvRow = readonly (string | null)[];

export function writeCsvRow(cells: CsvRow): string {
  return `${cells.map(writeCell).join(',')}\n`;
}

function writeCell(cell: string | null): string {
  if (cell === null) return '';
  return cell === '' || /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Rows of cells from chunks of text, whatever their borders. */
export async function* readCsvRows(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<CsvRow> {
  const reader = new CsvReader();
  for await (const chunk of chunks) yield* reader.read(chunk);
  yield* reader.finish();
}

class CsvReader {
  #row: (string | null)[] = [];
  #cell = '';
  #wasQuoted = false;
  /** `quote`: the last character was a quote within quotes. */
  #state: 'plain' | 'quoted' | 'quote' = 'plain';

  *read(chunk: string): Generator<CsvRow> {
    for (const character of chunk) {
      if (this.#state === 'quoted') {
        if (character === '"') this.#state = 'quote';
        else this.#cell += character;
      } else if (character === '"' && (this.#state === 'quote' || this.#cell === '')) {
        if (this.#state === 'quote') this.#cell += '"';
        this.#wasQuoted = true;
        this.#state = 'quoted';
      } else if (character === ',') this.#endCell();
      else if (character === '\n') yield this.#endRow();
      else if (character !== '\r') {
        this.#cell += character;
        this.#state = 'plain';
      }
    }
  }

  *finish(): Generator<CsvRow> {
    if (this.#state === 'quoted') throw new Error('The file ends within quotes');
    if (this.#row.length > 0 || this.#cell !== '' || this.#wasQuoted) yield this.#endRow();
  }

  #endCell(): void {
    this.#row.push(this.#cell === '' && !this.#wasQuoted ? null : this.#cell);
    this.#cell = '';
    this.#wasQuoted = false;
    this.#state = 'plain';
  }

  #endRow(): CsvRow {
    this.#endCell();
    const row = this.#row;
    this.#row = [];
    return row;
  }
}
