import { createColors } from 'picocolors';
import { textTable } from './text-table';

const columns = [
  { name: 'id', isNumber: true },
  { name: 'name', isNumber: false },
];
const rows = [
  ['1', 'lamp'],
  ['20', null],
  ['3', '灯'],
];
const plain = (width: number) => ({ columns: width, colors: createColors(false) });

describe('a table', () => {
  it('has numbers on the right, and room for wide characters', () => {
    expect(textTable(columns, rows, plain(80))).toBe(
      [' id │ name', '────┼──────', '  1 │ lamp', ' 20 │ null', '  3 │ 灯', ''].join('\n'),
    );
  });

  it('is one record below the other where it would be wider than the terminal', () => {
    expect(textTable(columns, rows.slice(0, 2), plain(9))).toBe(
      ['── row 1 ', ' id   │ 1', ' name │ lamp', '── row 2 ', ' id   │ 20', ' name │ null', ''].join('\n'),
    );
  });

  it('lets no stored text move the cursor', () => {
    const shown = textTable([{ name: 'a', isNumber: false }], [['x\u001b[2J\ny\u0007']], plain(80));
    expect(shown.split('\n')[2]).toBe(' x\\e[2J\\ny\\u0007');
  });
});
