// The titles of the tests in a file, as written: with the `%s` of a table of cases.
import ts from 'typescript';

const callers = new Set(['it', 'test', 'describe']);

/** Returns the name of the called function: for `test`, `test.each`, `test.each(cases)` and `` test.each`cases` `` it is `test`. */
function calledName(node) {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return calledName(node.expression);
  return ts.isTaggedTemplateExpression(node) ? calledName(node.tag) : undefined;
}

export function testTitles(text) {
  const titles = new Set();
  const visit = (node) => {
    if (ts.isCallExpression(node) && callers.has(calledName(node.expression))) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) titles.add(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('a.spec.ts', text, ts.ScriptTarget.Latest));
  return titles;
}
