// The parity table of docs/migration/python.md as data: everything that a row names must exist.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../run-command.mjs';
import { publicPackages } from './api-report.mjs';
import { testTitles } from './test-titles.mjs';

const header = ['Python', 'TypeScript', 'Test'];

const cellsOf = (line) =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

/** Returns the rows of every table with the columns Python, TypeScript, Test. */
export function parityRows(text) {
  const rows = [];
  let isInTable = false;
  for (const line of text.split('\n')) {
    if (!line.startsWith('|')) {
      isInTable = false;
      continue;
    }
    const cells = cellsOf(line);
    if (header.every((title, index) => cells[index] === title)) isInTable = true;
    else if (isInTable && !/^[-: ]+$/.test(cells[0])) {
      const [python, typescript, test] = cells;
      rows.push({ python, typescript, test });
    }
  }
  return rows;
}

/** Returns a function that tells whether a path such as `AsyncCluster.connect` or `StreamConfig.fetchSize` is an export, or a member of one. */
export function exportedNames(packageName) {
  const { doors } = publicPackages().find(({ name }) => name === packageName);
  const [{ types }] = doors;
  const program = ts.createProgram([types], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const exported = new Map(
    checker
      .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(types)))
      .map((symbol) => [symbol.name, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol]),
  );

  const member = (type, name) => {
    const wellKnown = /^\[Symbol\.(\w+)\]$/.exec(name)?.[1];
    return checker
      .getPropertiesOfType(checker.getNonNullableType(type))
      .find(({ escapedName }) => (wellKnown ? escapedName.startsWith(`__@${wellKnown}@`) : escapedName === name));
  };
  /** Returns the types in which the first member of an export is looked up: the type of its instances, and its own. */
  const typesOf = (symbol) => [
    ...(symbol.flags & ts.SymbolFlags.Type ? [checker.getDeclaredTypeOfSymbol(symbol)] : []),
    ...(symbol.flags & ts.SymbolFlags.Value ? [checker.getTypeOfSymbol(symbol)] : []),
  ];

  return (name) => {
    const [first, ...rest] = name.split(/\.(?![^[]*\])/);
    if (!exported.has(first)) return false;
    let types = typesOf(exported.get(first));
    for (const step of rest) {
      const found = types.map((type) => member(type, step)).find((property) => property !== undefined);
      if (found === undefined) return false;
      types = [checker.getTypeOfSymbol(found)];
    }
    return true;
  };
}

/** `new AsyncCluster(options)` names `AsyncCluster`; `session.one()` names no export: rows name types. */
const nameIn = (typescript) =>
  /`([^`]+)`/
    .exec(typescript)?.[1]
    .replace(/^new /, '')
    .replace(/\(.*\)$/, '');

const linksIn = (cell) =>
  [...cell.matchAll(/\[((?:\\.|[^\]\\])+)\]\(([^)]+)\)/g)].map(([, title, file]) => ({
    title: title.replace(/\\(.)/g, '$1'),
    file,
  }));

/** Returns the problems of the rows; empty when every name is exported and every test exists. */
export function parityProblems(rows, { isExported, folder }) {
  const titles = new Map();
  const titlesIn = (file) => {
    if (!titles.has(file)) titles.set(file, existsSync(file) ? testTitles(readFileSync(file, 'utf8')) : undefined);
    return titles.get(file);
  };
  return rows.flatMap(({ python, typescript, test }) => {
    const problems = [];
    const name = nameIn(typescript);
    if (name === undefined || !isExported(name)) problems.push(`${python}: nothing is exported as ${name}`);
    const links = linksIn(test);
    if (links.length === 0) problems.push(`${python}: no test is named`);
    for (const { title, file } of links) {
      const found = titlesIn(path.resolve(root, folder, file));
      if (found === undefined) problems.push(`${python}: there is no ${file}`);
      else if (!found.has(title)) problems.push(`${python}: ${file} has no test "${title}"`);
    }
    return problems;
  });
}
