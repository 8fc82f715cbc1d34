// Finds the CQL texts of a project with the checker of TypeScript.
import type ts from 'typescript';
import { CallSites, type CallSite } from './call-sites';
import { ConstantTexts, withoutWrapping, type ConstantText } from './constant-text';
import { PackageNames } from './package-of';
import { placeOf, type Place } from './place';
import type { SourceProject } from './project';
import type { TypeScript } from './typescript-peer';

export interface FoundText {
  readonly text: string;
  readonly places: readonly Place[];
}

/** A call whose text is not known before it runs. */
export interface UnseenCall {
  readonly place: Place;
  /** `session.execute`. */
  readonly call: string;
  /** `unknown`: only known at run time; `notLiteral`: known, but of type `string`, so the compiler cannot look it up. */
  readonly reason: 'unknown' | 'notLiteral';
}

export interface FoundStatements {
  /** In the order of the files and of the places within them. */
  readonly statements: readonly FoundText[];
  /** The tables of `scanTable` and `countTable`. */
  readonly tables: readonly FoundText[];
  readonly unseen: readonly UnseenCall[];
}

const ourPackages = /^@async-cassandra\/(?:core|rxjs|nestjs|migrations|compat|cli|testing|cql-script)$/;

/** Finds the statements of some projects; `except` are files that are not read, such as the generated one. */
export function findStatements(
  ts: TypeScript,
  projects: readonly SourceProject[],
  except: ReadonlySet<string>,
): FoundStatements {
  const finder = new StatementFinder(ts);
  for (const project of projects) finder.readProject(project, except);
  return finder.found();
}

class StatementFinder {
  readonly #packages = new PackageNames();
  readonly #statements = new Map<string, Map<string, Place>>();
  readonly #tables = new Map<string, Map<string, Place>>();
  readonly #unseen = new Map<string, UnseenCall>();
  readonly #read = new Set<string>();

  readonly #ts: TypeScript;

  constructor(ts: TypeScript) {
    this.#ts = ts;
  }

  readProject({ program, rootFiles }: SourceProject, except: ReadonlySet<string>): void {
    const checker = program.getTypeChecker();
    const sites = new CallSites(this.#ts, checker, this.#packages);
    const texts = new ConstantTexts(this.#ts, checker);
    for (const source of program.getSourceFiles()) {
      const isOther =
        source.isDeclarationFile || program.isSourceFileFromExternalLibrary(source) || except.has(source.fileName);
      if (isOther || this.#read.has(source.fileName)) continue;
      // In a monorepo with our packages, their own sources are no statements of the application.
      if (!rootFiles.includes(source.fileName) && ourPackages.test(this.#packages.of(source.fileName) ?? '')) continue;
      this.#read.add(source.fileName);
      const visit = (node: ts.Node): void => {
        const site = sites.at(node);
        if (site !== undefined) this.#readSite(site, texts, checker);
        this.#ts.forEachChild(node, visit);
      };
      visit(source);
    }
  }

  found(): FoundStatements {
    const listed = (found: ReadonlyMap<string, ReadonlyMap<string, Place>>) =>
      [...found].map(([text, places]) => ({ text, places: [...places.values()] }));
    return { statements: listed(this.#statements), tables: listed(this.#tables), unseen: [...this.#unseen.values()] };
  }

  #readSite(site: CallSite, texts: ConstantTexts, checker: ts.TypeChecker): void {
    if (site.kind === 'record') return this.#readRecord(site, texts);
    if (site.takesList && this.#readList(site, texts)) return;
    const found = texts.of(site.argument);
    if (found !== undefined) return found.forEach((each) => this.#add(each, site));
    if (this.#mayBeText(checker.getTypeAtLocation(site.argument))) this.#addUnseen(site.argument, site, 'unknown');
  }

  /** `executeConcurrent([[text, parameters], ...])`. */
  #readList(site: CallSite, texts: ConstantTexts): boolean {
    const ts = this.#ts;
    const list = withoutWrapping(ts, site.argument);
    if (!ts.isArrayLiteralExpression(list)) return false;
    for (const element of list.elements) {
      const call = withoutWrapping(ts, element);
      const first = ts.isArrayLiteralExpression(call) ? call.elements[0] : undefined;
      if (first !== undefined) texts.of(first)?.forEach((each) => this.#add(each, site));
    }
    return true;
  }

  /** `forFeature({ byId: 'text', all: { query: 'text' } })`. */
  #readRecord(site: CallSite, texts: ConstantTexts): void {
    const ts = this.#ts;
    const object = this.#objectOf(site.argument, texts);
    if (object === undefined) {
      // Typed tokens come from defineStatements, where their texts are found.
      if (site.name.endsWith('defineStatements')) this.#addUnseen(site.argument, site, 'unknown');
      return;
    }
    for (const property of object.properties) {
      if (ts.isSpreadAssignment(property)) {
        this.#readRecord({ ...site, argument: property.expression }, texts);
        continue;
      }
      const value = ts.isPropertyAssignment(property)
        ? property.initializer
        : ts.isShorthandPropertyAssignment(property)
          ? property.name
          : undefined;
      if (value !== undefined) this.#readFeature(value, site, texts);
    }
  }

  #readFeature(value: ts.Expression, site: CallSite, texts: ConstantTexts): void {
    const ts = this.#ts;
    const object = this.#objectOf(value, texts);
    const query = object?.properties.find((each) => each.name?.getText() === 'query');
    const node =
      query === undefined ? value : ts.isPropertyAssignment(query) ? query.initializer : (query.name as ts.Identifier);
    const found = texts.of(node);
    if (found === undefined) this.#addUnseen(node, site, 'unknown');
    // Properties of an object keep their literal types in our functions.
    else found.forEach((each) => this.#add({ ...each, isLiteral: true }, site));
  }

  #objectOf(node: ts.Expression, texts: ConstantTexts): ts.ObjectLiteralExpression | undefined {
    const ts = this.#ts;
    const value = withoutWrapping(ts, node);
    if (ts.isObjectLiteralExpression(value)) return value;
    const initializer =
      ts.isIdentifier(value) || ts.isPropertyAccessExpression(value) ? texts.initializerOf(value) : undefined;
    const inner = initializer === undefined ? undefined : withoutWrapping(ts, initializer);
    return inner !== undefined && ts.isObjectLiteralExpression(inner) ? inner : undefined;
  }

  #add({ text, isLiteral, node }: ConstantText, site: CallSite): void {
    const found = site.kind === 'table' ? this.#tables : this.#statements;
    const place = placeOf(node);
    const places = found.get(text) ?? new Map<string, Place>();
    places.set(JSON.stringify(place), place);
    found.set(text, places);
    if (!isLiteral && site.kind === 'text') this.#addUnseen(node, site, 'notLiteral');
  }

  #addUnseen(node: ts.Node, { name }: CallSite, reason: UnseenCall['reason']): void {
    const place = placeOf(node);
    this.#unseen.set(JSON.stringify(place), { place, call: name, reason });
  }

  /** Statement objects are typed where their text is. */
  #mayBeText(type: ts.Type): boolean {
    const { TypeFlags } = this.#ts;
    if ((type.flags & (TypeFlags.Any | TypeFlags.StringLike)) !== 0) return true;
    if (type.isUnion()) return type.types.some((each) => this.#mayBeText(each));
    const constraint = type.isTypeParameter() ? type.getConstraint() : undefined;
    return constraint !== undefined && this.#mayBeText(constraint);
  }
}
