// Recognizes the calls that take a CQL text, whatever the name by which a file imports or keeps their functions.
import type ts from 'typescript';
import type { Certainty } from './certainty';
import { withoutWrapping } from './constant-text';
import { isKnownName, knownCalls, mentionsKnownName, type ArgumentKind, type KnownCall } from './known-calls';
import type { PackageNames } from './package-of';
import type { TypeScript } from './typescript-peer';

export interface CallSite {
  readonly argument: ts.Expression;
  readonly kind: ArgumentKind;
  /** `session.execute`, for messages. */
  readonly name: string;
  /** Whether the argument may be a list of `[text, parameters]`. */
  readonly takesList: boolean;
}

export class CallSites {
  readonly #ts: TypeScript;
  readonly #checker: ts.TypeChecker;
  readonly #packages: PackageNames;
  readonly #certainty: Certainty;

  constructor(ts: TypeScript, checker: ts.TypeChecker, packages: PackageNames, certainty: Certainty) {
    this.#ts = ts;
    this.#checker = checker;
    this.#packages = packages;
    this.#certainty = certainty;
  }

  /** Undefined for any other call. */
  at(node: ts.Node): CallSite | undefined {
    const ts = this.#ts;
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
    const callee = withoutWrapping(ts, node.expression);
    const isNew = ts.isNewExpression(node);
    let symbol = this.#calleeOf(callee);
    let found = this.#knownAs(symbol, isNew);
    if (found === undefined && symbol !== undefined && ts.isPropertyAccessExpression(callee)) {
      // An object of the application that keeps a method of ours under its name: `{ execute }`.
      symbol = this.#typedAs(callee);
      found = this.#knownAs(symbol, isNew);
    }
    const argument = found === undefined ? undefined : node.arguments?.[found.index];
    if (found === undefined || argument === undefined) return undefined;
    return { argument, kind: found.kind, name: callee.getText(), takesList: symbol!.name === 'executeConcurrent' };
  }

  /** Whether an expression is one of our methods: `session.execute`, `session['execute']`. */
  isMethod(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): boolean {
    return this.#knownAs(this.#calleeOf(node), false)?.how === 'member';
  }

  /** Whether the name is a variable that keeps one of our methods: `execute` of `const { execute } = session`. */
  isKept(node: ts.Identifier): boolean {
    return (
      this.#mayKeepMethod(this.#symbolOf(node)?.valueDeclaration) &&
      this.#knownAs(this.#typedAs(node), false)?.how === 'member'
    );
  }

  /** Whether the name belongs to one of our packages: whatever it is called where it is imported. */
  isExport(node: ts.Identifier, packageName: string, name: string): boolean {
    const symbol = this.#symbolOf(node);
    return (
      symbol?.name === name &&
      (symbol.declarations ?? []).some((each) => this.#packages.of(each.getSourceFile().fileName) === packageName)
    );
  }

  /** The function that a call calls. Asking the checker about every call of a project would take seconds: a member keeps its name. */
  #calleeOf(callee: ts.Expression): ts.Symbol | undefined {
    const ts = this.#ts;
    if (ts.isPropertyAccessExpression(callee)) {
      if (!isKnownName(callee.name.text)) return undefined;
      const symbol = this.#symbolOf(callee.name);
      if (symbol === undefined) this.#certainty.doubt();
      return symbol;
    }
    if (ts.isElementAccessExpression(callee)) {
      return this.#mayName(callee.argumentExpression) ? this.#typedAs(callee) : undefined;
    }
    if (!ts.isIdentifier(callee)) return undefined;
    const symbol = this.#symbolOf(callee);
    return this.#mayKeepMethod(symbol?.valueDeclaration) ? this.#typedAs(callee) : symbol;
  }

  /** `const { execute } = session`, `const run = session.execute.bind(session)`, `run: Session['execute']`. */
  #mayKeepMethod(declaration: ts.Declaration | undefined): boolean {
    const ts = this.#ts;
    if (declaration === undefined) return false;
    const isVariable =
      ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration) || ts.isParameter(declaration);
    if (!isVariable || !mentionsKnownName(declaration.getText())) return false;
    const { initializer } = declaration;
    const value = initializer && withoutWrapping(ts, initializer);
    return value === undefined || !(ts.isArrowFunction(value) || ts.isFunctionExpression(value));
  }

  #mayName(node: ts.Expression): boolean {
    if (this.#ts.isStringLiteralLike(node)) return isKnownName(node.text);
    const type = this.#checker.getTypeAtLocation(node);
    const types = type.isUnion() ? type.types : [type];
    return types.some((each) => each.isStringLiteral() && isKnownName(each.value));
  }

  /** The function or method of ours whose type an expression has. */
  #typedAs(node: ts.Expression): ts.Symbol | undefined {
    const type = this.#checker.getTypeAtLocation(node);
    if ((type.flags & this.#ts.TypeFlags.Any) !== 0) this.#certainty.doubt();
    const types = type.isUnion() ? type.types : [type];
    return types.map(({ symbol }) => symbol as ts.Symbol | undefined).find((symbol) => isKnownName(symbol?.name ?? ''));
  }

  #symbolOf(node: ts.Identifier | ts.MemberName): ts.Symbol | undefined {
    const symbol = this.#checker.getSymbolAtLocation(node);
    if (symbol === undefined || (symbol.flags & this.#ts.SymbolFlags.Alias) === 0) return symbol;
    return this.#checker.getAliasedSymbol(symbol);
  }

  #knownAs(symbol: ts.Symbol | undefined, isNew: boolean): KnownCall | undefined {
    if (symbol === undefined) return undefined;
    const candidates = knownCalls(symbol.name);
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
    how: KnownCall['how'],
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
      const type = checker.getTypeAtLocation(base);
      if ((type.flags & ts.TypeFlags.Any) !== 0) this.#certainty.doubt();
      const property = type.getProperty(name);
      return (property?.declarations ?? []).some((each) => this.#belongs(each, how, packageName, name, seen));
    });
  }
}
