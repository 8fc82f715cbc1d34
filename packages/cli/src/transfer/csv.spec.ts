import { readCsvRows, writeCsvRow, type CsvRecord, type CsvRow } from './csv';

async function records(chunks: readonly string[]): Promise<CsvRecord[]> {
  const found: CsvRecord[] = [];
  for await (const record of readCsvRows(chunks)) found.push(record);
  return found;
}

const read = async (chunks: readonly string[]) => (await records(chunks)).map(({ cells }) => cells);

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

  it('knows the line and the text of each row, also of one that is cut', async () => {
    expect(await records(['a,b\r\n"x\ny",2\n', '"z'])).toEqual([
      { line: 1, text: 'a,b', cells: ['a', 'b'] },
      { line: 2, text: '"x\ny",2', cells: ['x\ny', '2'] },
      { line: 4, text: '"z', cells: ['z'], isCut: true },
    ]);
  });
});
