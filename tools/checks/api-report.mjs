// The public API of each package in one reviewed file, `api-report.md`: the exports of the built declarations, without comments.
// `npm run api-report` writes it; the spec next to this file compares.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'oxfmt';
import ts from 'typescript';
import { root } from '../run-command.mjs';

const style = JSON.parse(readFileSync(path.join(root, '.oxfmtrc.json'), 'utf8'));

const printer = ts.createPrinter({ removeComments: true });

/** The packages with their public entry points: an export path and its built declarations. `./internal` is for tools/, and not public. */
export function publicPackages() {
  return readdirSync(path.join(root, 'packages'))
    .map((name) => path.join(root, 'packages', name))
    .filter((folder) => existsSync(path.join(folder, 'package.json')))
    .map((folder) => {
      const { name, exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
      const doors = Object.entries(exports)
        .filter(([door, target]) => target.types !== undefined && door !== './internal')
        .map(([door, target]) => ({ specifier: path.posix.join(name, door), types: path.join(folder, target.types) }));
      return { name, folder, doors, reportFile: path.join(folder, 'api-report.md') };
    });
}

const hasModifier = (node, kind) => node.modifiers?.some((modifier) => modifier.kind === kind) === true;

/** Private members are not public. Members marked `@internal` are not in the declarations: `stripInternal`. */
const isHidden = (node) =>
  hasModifier(node, ts.SyntaxKind.PrivateKeyword) || (node.name !== undefined && ts.isPrivateIdentifier(node.name));

/** Returns a class without its hidden members. */
function withoutHiddenMembers(node) {
  if (!ts.isClassDeclaration(node)) return node;
  const members = node.members.filter((member) => !isHidden(member));
  return ts.factory.updateClassDeclaration(
    node,
    node.modifiers,
    node.name,
    node.typeParameters,
    node.heritageClauses,
    members,
  );
}

function printDeclaration(declaration) {
  const node = statementOf(declaration);
  return printer
    .printNode(ts.EmitHint.Unspecified, withoutHiddenMembers(node), node.getSourceFile())
    .replace(/^export /, '')
    .replace(/^declare /, '');
}

const statementOf = (declaration) => (ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration);
const isTopLevel = (declaration) => statementOf(declaration).parent?.kind === ts.SyntaxKind.SourceFile;

class Surface {
  #checker;
  #folder;
  #seen = new Set();
  #pending = [];

  constructor(checker, folder) {
    this.#checker = checker;
    this.#folder = folder;
  }

  /** Returns the lines for the exports of one entry point. */
  exportsOf(sourceFile) {
    const door = this.#checker.getSymbolAtLocation(sourceFile);
    const assigned = door.exports.get('export=');
    const exported = assigned === undefined ? this.#checker.getExportsOfModule(door) : [assigned];
    return exported
      .map((symbol) => ({ name: symbol.name, target: this.#resolve(symbol) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, target }) => this.#print(name, target));
  }

  /** Returns the lines for types that exports name but that are not exported. Call it once, at the end. */
  namedOnly() {
    const lines = [];
    for (let symbol = this.#pending.pop(); symbol !== undefined; symbol = this.#pending.pop()) {
      if (!this.#seen.has(symbol)) lines.push(this.#print(symbol.name, symbol));
    }
    return lines.sort();
  }

  #resolve(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #isOurs = (declaration) =>
    declaration.getSourceFile().fileName.startsWith(`${this.#folder}/`) &&
    !declaration.getSourceFile().fileName.includes('/node_modules/');

  #print(name, symbol) {
    this.#seen.add(symbol);
    const declarations = symbol.declarations ?? [];
    const own = declarations.filter(this.#isOurs);
    if (own.length === 0) return `// ${name}: ${this.#originOf(symbol)}`;
    for (const declaration of own) this.#collectNames(declaration);
    const text = own.map(printDeclaration).join('\n');
    return name === symbol.name || name === 'export=' ? text : `${name} = ${text}`;
  }

  /** Returns the origin of a symbol of another package, without the path of that package on this machine. */
  #originOf(symbol) {
    const name = this.#checker.getFullyQualifiedName(symbol);
    const [, sibling, member] = /\/packages\/([^/"]+)\/dist\/[^"]*"\.(.+)$/.exec(name) ?? [];
    if (sibling !== undefined) return `${member} of @async-cassandra/${sibling}`;
    const [, module, inner] = /node_modules\/((?:@[^/"]+\/)?[^/"]+)[^"]*"\.(.+)$/.exec(name) ?? ['', name, ''];
    return `${inner} of ${module}`;
  }

  #collectNames(node) {
    if (isHidden(node)) return;
    if (ts.isIdentifier(node)) {
      const found = this.#checker.getSymbolAtLocation(node);
      const symbol = found && this.#resolve(found);
      if (symbol?.declarations?.some((it) => this.#isOurs(it) && isTopLevel(it))) this.#pending.push(symbol);
    }
    ts.forEachChild(node, (child) => this.#collectNames(child));
  }
}

/** As declarations of a `.d.ts` file: in other code a `const` has a value. */
async function block(lines) {
  const { code, errors } = await format('api-report.d.ts', lines.join('\n\n'), style);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return `\`\`\`ts\n${code}\`\`\`\n`;
}

let programOfAll;

/** One program for all packages: the declarations of core and of Node are part of almost all of them. */
function readPackages() {
  programOfAll ??= ts.createProgram(
    publicPackages().flatMap(({ doors }) => doors.map(({ types }) => types)),
    { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, skipLibCheck: true },
  );
  return programOfAll;
}

export async function apiReport({ name, folder, doors }) {
  const program = readPackages();
  const surface = new Surface(program.getTypeChecker(), folder);
  const parts = [`# What ${name} promises\n`, 'Written by `npm run api-report` and reviewed like code.\n'];
  for (const { specifier, types } of doors) {
    parts.push(`## \`${specifier}\`\n`, await block(surface.exportsOf(program.getSourceFile(types))));
  }
  const named = surface.namedOnly();
  if (named.length > 0) parts.push('## Named above, but not exported\n', await block(named));
  return parts.join('\n');
}

if (process.argv[1] === import.meta.filename) {
  for (const each of publicPackages()) writeFileSync(each.reportFile, await apiReport(each));
}
