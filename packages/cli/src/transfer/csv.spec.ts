import { readCsvRows, writeCsvRow, type CsvRow } from './csv';

async function read(chunks: readonly string[]): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readCsvRows(chunks)) rows.push(row);
  return rows;
}

const rows: CsvRow[] = [
  ['id', 'text'],
  ['1', 'plain'],
  ['2', null],
  [null, ''],
  ['', null],
  ['3', 'comma, "quote"\nand line'],
  ['4', '"'],
  ['5', '""'],
  ['6', 'ünï 😀'],
];

describe('CSV', () => {
  const text = rows.map(writeCsvRow).join('');

  it('reads what it wrote, whole and cut anywhere', async () => {
    expect(await read([text])).toEqual(rows);
    expect(await read([...text])).toEqual(rows);
    for (let at = 0; at <= text.length; at++) expect(await read([text.slice(0, at), text.slice(at)])).toEqual(rows);
  });

  it('tells null from the empty text', () => {
    expect(writeCsvRow([null, '', 'a'])).toBe(',"",a\n');
  });

  it('reads lines that end as on Windows, and a last line that does not end', async () => {
    expect(await read(['a,b\r\n1,"x"\r\n2,'])).toEqual([
      ['a', 'b'],
      ['1', 'x'],
      ['2', null],
    ]);
  });

  it('refuses a file that ends within quotes', async () => {
    await expect(read(['a\n"b'])).rejects.toThrow(/ends within quotes/);
  });
});
