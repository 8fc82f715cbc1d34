// Formats rows for people: a table, or, if it would be wider than the terminal, one record below the other.
import CliTable from 'cli-table3';
import type { Colors } from 'picocolors/types';
import stringWidth from 'string-width';

export interface TextColumn {
  readonly name: string;
  readonly isNumber: boolean;
}

export interface TableStyle {
  readonly columns: number;
  readonly colors: Colors;
  /** Shows one record below the other, whatever the width of the terminal. */
  readonly isExpanded?: boolean;
}

const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
const lines = {
  ...none,
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  right: '',
  mid: '',
  'left-mid': '',
  'mid-mid': '',
  'right-mid': '',
  middle: '│',
};

/** Formats cells, which are texts without line breaks; null is shown as null. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | null)[])[],
  style: TableStyle,
): string {
  const shown = columns.map(({ name }) => escapeControls(name));
  const cells = rows.map((row) => row.map((cell) => (cell === null ? null : escapeControls(cell))));
  const widths = shown.map((name, i) =>
    Math.max(stringWidth(name), ...cells.map((row) => stringWidth(row[i] ?? 'null'))),
  );
  const width = widths.reduce((sum, each) => sum + each + 3, -1);
  if (style.isExpanded === true || (width > style.columns && rows.length > 0)) return records(shown, cells, style);
  const { colors } = style;
  const table = new CliTable({
    chars: lines,
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 1 },
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
  });
  table.push(
    shown.map((name) => ({ content: colors.bold(name), hAlign: 'left' as const })),
    ...cells.map((row) => row.map((cell) => cell ?? colors.dim('null'))),
  );
  const [head = '', ...body] = table.toString().split('\n');
  const rule = widths.map((each) => '─'.repeat(each + 2)).join('┼');
  return `${[head, colors.dim(rule), ...body].map((line) => line.trimEnd()).join('\n')}\n`;
}

function records(
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  { columns, colors }: TableStyle,
): string {
  const width = Math.max(...names.map((name) => stringWidth(name)));
  return rows
    .map((row, i) => {
      const title = `── row ${i + 1} `;
      const rule = title + '─'.repeat(Math.max(0, Math.min(columns, 60) - title.length));
      const fields = names.map(
        (name, at) =>
          ` ${colors.bold(name)}${' '.repeat(width - stringWidth(name))} │ ${row[at] ?? colors.dim('null')}`,
      );
      return `${[colors.dim(rule), ...fields].join('\n')}\n`;
    })
    .join('');
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/** Escapes control characters, so that stored text cannot move the cursor or colour the terminal. */
export function escapeControls(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
