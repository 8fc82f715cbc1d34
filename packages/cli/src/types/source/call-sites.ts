// Recognizes the calls that take a CQL text, whatever the name by which a file imports them.
import type ts from 'typescript';
import { withoutWrapping } from './constant-text';
import type { PackageNames } from './package-of';
import type { TypeScript } from './typescript-peer';

/** What an argument of such a call contains. */
export type ArgumentKind = 'text' | 'table' | 'record';

export interface CallSite {
  readonly argument: ts.Expression;
  readonly kind: ArgumentKind;
  /** `session.execute`, for messages. */
  readonly name: string;
  /** Whether the argument may be a list of `[text, parameters]`. */
  readonly takesList: boolean;
}

interface Known {
  readonly packageName: string;
  readonly kind: ArgumentKind;
  readonly index: number;
  /** `function`s are called by themselves, `member`s on an object or a class. */
  readonly how: 'function' | 'member' | 'constructor';
}

const core = '@async-cassandra/core';
const rxjs = '@async-cassandra/rxjs';
const nestjs = '@async-cassandra/nestjs';

const known: ReadonlyMap<string, readonly Known[]> = new Map([
  ...members(core, 'text', [
    'execute',
    'executeStream',
    'executePage',
    'executeConcurrent',
    'prepare',
    'add',
    'addAll',
  ]),
  ...members(core, 'table', ['scanTable', 'countTable']),
  ...members(nestjs, 'record', ['forFeature']),
  ['defineStatements', [{ packageName: nestjs, kind: 'record', index: 0, how: 'function' }]],
  ['createStreamingStatement', [{ packageName: core, kind: 'text', index: 0, how: 'function' }]],
  ['SimpleStatement', [{ packageName: core, kind: 'text', index: 0, how: 'constructor' }]],
]);

const observables: Known = { packageName: rxjs, kind: 'text', index: 1, how: 'function' };
const knownFunctions: ReadonlyMap<string, readonly Known[]> = new Map(
  ['execute', 'executeEach', 'mapRows', 'pages', 'rows'].map((name) => [name, [observables]]),
);

const isKnownName = (name: string) => known.has(name) || knownFunctions.has(name);

function members(packageName: string, kind: ArgumentKind, names: readonly string[]) {
  return names.map((name) => [name, [{ packageName, kind, index: 0, how: 'member' }]] as [string, Known[]]);
}

export class CallSites {
  readonly #ts: TypeScript;
  readonly #checker: ts.TypeChecker;
  readonly #packages: PackageNames;

  constructor(ts: TypeScript, checker: ts.TypeChecker, packages: PackageNames) {
    this.#ts = ts;
    this.#checker = checker;
    this.#packages = packages;
  }

  /** Undefined for any other call. */
  at(node: ts.Node): CallSite | undefined {
    const ts = this.#ts;
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
    const callee = withoutWrapping(ts, node.expression);
    const nameNode = ts.isPropertyAccessExpression(callee) ? callee.name : ts.isIdentifier(callee) ? callee : undefined;
    // A member keeps its name; asking the checker about every call of a project would take seconds.
    if (nameNode === undefined || (ts.isPropertyAccessExpression(callee) && !isKnownName(nameNode.text)))
      return undefined;
    const symbol = this.#symbolOf(nameNode);
    const found = this.#knownAs(symbol, ts.isNewExpression(node));
    const argument = found === undefined ? undefined : node.arguments?.[found.index];
    if (found === undefined || argument === undefined) return undefined;
    return { argument, kind: found.kind, name: callee.getText(), takesList: symbol!.name === 'executeConcurrent' };
  }

  /** Whether the name belongs to one of our packages: whatever it is called where it is imported. */
  isExport(node: ts.Identifier, packageName: string, name: string): boolean {
    const symbol = this.#symbolOf(node);
    return (
      symbol?.name === name &&
      (symbol.declarations ?? []).some((each) => this.#packages.of(each.getSourceFile().fileName) === packageName)
    );
  }

  #symbolOf(node: ts.Identifier | ts.MemberName): ts.Symbol | undefined {
    const symbol = this.#checker.getSymbolAtLocation(node);
    if (symbol === undefined || (symbol.flags & this.#ts.SymbolFlags.Alias) === 0) return symbol;
    return this.#checker.getAliasedSymbol(symbol);
  }

  #knownAs(symbol: ts.Symbol | undefined, isNew: boolean): Known | undefined {
    if (symbol === undefined) return undefined;
    const candidates = [...(known.get(symbol.name) ?? []), ...(knownFunctions.get(symbol.name) ?? [])];
    if (candidates.length === 0) return undefined;
    const declarations = symbol.declarations ?? [];
    return candidates.find(({ how, packageName }) => {
      if ((how === 'constructor') !== isNew) return false;
      return declarations.some((declaration) => this.#belongs(declaration, how, packageName, symbol.name, new Set()));
    });
  }

  /** A class of the application may override a method of ours: then the method of its base type counts. */
  #belongs(
    declaration: ts.Declaration,
    how: Known['how'],
    packageName: string,
    name: string,
    seen: Set<ts.Node>,
  ): boolean {
    const ts = this.#ts;
    const checker = this.#checker;
    const holder = declaration.parent;
    const isMember =
      holder !== undefined &&
      (ts.isClassLike(holder) || ts.isInterfaceDeclaration(holder) || ts.isTypeLiteralNode(holder));
    if (isMember !== (how === 'member') || seen.has(declaration)) return false;
    seen.add(declaration);
    if (this.#packages.of(declaration.getSourceFile().fileName) === packageName) return true;
    if (!isMember || ts.isTypeLiteralNode(holder)) return false;
    const bases = (holder.heritageClauses ?? []).flatMap(({ types }) => [...types]);
    return bases.some((base) => {
      const property = checker.getTypeAtLocation(base).getProperty(name);
      return (property?.declarations ?? []).some((each) => this.#belongs(each, how, packageName, name, seen));
    });
  }
}
