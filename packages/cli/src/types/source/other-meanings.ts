// Finds texts that another generated file of the same program declares with other types: one text cannot mean two things.
import type ts from 'typescript';
import { isSameFile } from './file-names';
import type { SourceProject } from './source-project';
import type { TypeScript } from './typescript-peer';

export interface OtherMeaning {
  readonly statement: string;
  /** The file that says something else. */
  readonly file: string;
}

/** Compares with `text`, the content that `output` will have. */
export function otherMeanings(
  ts: TypeScript,
  projects: readonly SourceProject[],
  { output, text }: { readonly output: string; readonly text: string },
): readonly OtherMeaning[] {
  const others = new Map<string, ReadonlyMap<string, string>>();
  for (const { lean } of projects) {
    for (const source of lean.getSourceFiles()) {
      if (isSameFile(source.fileName, output) || !/\binterface KnownStatements\b/.test(source.text)) continue;
      const declared = declaredIn(ts, source);
      if (declared.size > 0) others.set(source.fileName, declared);
    }
  }
  if (others.size === 0) return [];
  const own = declaredIn(ts, ts.createSourceFile(output, text, ts.ScriptTarget.Latest, true));
  return [...others].flatMap(([file, declared]) =>
    [...declared]
      .filter(([statement, type]) => own.has(statement) && own.get(statement) !== type)
      .map(([statement]) => ({ statement, file })),
  );
}

/** The types of the statements, without white space. */
function declaredIn(ts: TypeScript, source: ts.SourceFile): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === 'KnownStatements') {
      for (const member of node.members) {
        if (!ts.isPropertySignature(member) || member.type === undefined || !ts.isStringLiteralLike(member.name))
          continue;
        found.set(member.name.text, member.type.getText(source).replaceAll(/[\s;]+/g, ''));
      }
    } else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
