// A place in a source file, in the format that editors and terminals turn into links.
import path from 'node:path';
import type ts from 'typescript';

export interface Place {
  /** The absolute path. */
  readonly file: string;
  /** From 1, as editors count. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export function placeOf(node: ts.Node): Place {
  const source = node.getSourceFile();
  return placeAt(source, node.getStart(source));
}

export function placeAt(source: ts.SourceFile, position: number): Place {
  const { line, character } = source.getLineAndCharacterOfPosition(position);
  return { file: path.normalize(source.fileName), line: line + 1, column: character + 1 };
}

/** `src/users.ts:12:5`, relative to a folder. */
export function shownPlace({ file, line, column }: Place, folder: string): string {
  return `${shownFile(file, folder)}:${line}:${column}`;
}

export function shownFile(file: string, folder: string): string {
  const relative = path.relative(folder, file);
  const shown = relative.startsWith('..') ? file : relative;
  return shown.split(path.sep).join('/');
}
