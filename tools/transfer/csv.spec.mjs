import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCsvRows, writeCsvRow } from './csv.mjs';

async function read(chunks) {
  const rows = [];
  for await (const row of readCsvRows(chunks)) rows.push(row);
  return rows;
}

const rows = [
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
    assert.deepEqual(await read([text]), rows);
    assert.deepEqual(await read([...text]), rows);
    for (let at = 0; at <= text.length; at++) assert.deepEqual(await read([text.slice(0, at), text.slice(at)]), rows);
  });

  it('tells null from the empty text', () => {
    assert.equal(writeCsvRow([null, '', 'a']), ',"",a\n');
  });

  it('reads lines that end as on Windows, and a last line that does not end', async () => {
    assert.deepEqual(await read(['a,b\r\n1,"x"\r\n2,']), [
      ['a', 'b'],
      ['1', 'x'],
      ['2', null],
    ]);
  });

  it('refuses a file that ends within quotes', async () => {
    await assert.rejects(read(['a\n"b']), /ends within quotes/);
  });
});
