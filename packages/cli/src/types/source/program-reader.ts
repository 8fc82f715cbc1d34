// Reads the calls of one program with its checker.
import type ts from 'typescript';
import { CallSites, type CallSite } from './call-sites';
import { Certainty } from './certainty';
import { ConstantTexts, withoutWrapping, type ConstantText } from './constant-text';
import { DetachedMethods } from './detached-methods';
import { FoundCalls, type FoundStatements, type UnseenCall } from './found-statements';
import type { PackageNames } from './package-of';
import { placeOf } from './place';
import type { TypeScript } from './typescript-peer';

export class ProgramReader {
  readonly #ts: TypeScript;
  readonly #checker: ts.TypeChecker;
  readonly #sites: CallSites;
  readonly #texts: ConstantTexts;
  readonly #detached: DetachedMethods;
  readonly #found = new FoundCalls();
  readonly #certainty = new Certainty();

  constructor(ts: TypeScript, program: ts.Program, packages: PackageNames) {
    this.#ts = ts;
    this.#checker = program.getTypeChecker();
    this.#sites = new CallSites(ts, this.#checker, packages, this.#certainty);
    this.#texts = new ConstantTexts(ts, this.#checker, this.#certainty);
    this.#detached = new DetachedMethods(ts, this.#checker, this.#sites);
  }

  /** False when the program lacks declarations that what was read may depend on. */
  get isSure(): boolean {
    return this.#certainty.isSure;
  }

  read(source: ts.SourceFile): void {
    const visit = (node: ts.Node): void => {
      const site = this.#sites.at(node);
      if (site !== undefined) this.#readSite(site);
      const detached = this.#detached.at(node);
      if (detached !== undefined) this.#addUnseen(detached, detached.getText(), 'detached');
      this.#ts.forEachChild(node, visit);
    };
    visit(source);
  }

  found(): FoundStatements {
    return this.#found.listed();
  }

  #readSite(site: CallSite): void {
    if (site.kind === 'record') return this.#readRecord(site);
    // `execute(...call)`: the text is the first of the list.
    if (this.#ts.isSpreadElement(site.argument)) {
      return this.#readListed(site.argument, this.#checker.getTypeAtLocation(site.argument.expression), site);
    }
    if (site.takesList && this.#readList(site)) return;
    this.#readText(site.argument, site);
  }

  #readText(node: ts.Expression, site: CallSite): void {
    const found = this.#texts.of(node);
    if (found !== undefined) return found.forEach((each) => this.#add(each, site));
    if (this.#mayBeText(this.#checker.getTypeAtLocation(node))) this.#addUnseen(node, site.name, 'unknown');
  }

  /** `executeConcurrent([[text, parameters], ...])`, and any list or generator of them. False for a text. */
  #readList(site: CallSite): boolean {
    const ts = this.#ts;
    const list = withoutWrapping(ts, site.argument);
    if (!ts.isArrayLiteralExpression(list)) {
      const element = this.#elementOf(this.#checker.getTypeAtLocation(list), list);
      if (element !== undefined) this.#readListed(list, element, site);
      return element !== undefined;
    }
    for (const element of list.elements) {
      const call = withoutWrapping(ts, element);
      const first = ts.isArrayLiteralExpression(call) ? call.elements[0] : undefined;
      if (first !== undefined) this.#readText(first, site);
      else if (ts.isSpreadElement(call)) this.#readList({ ...site, argument: call.expression });
      else this.#readListed(call, this.#checker.getTypeAtLocation(call), site);
    }
    return true;
  }

  /** `rows.map((row) => [text, [row.id]] as const)`: the type of an element may have the text. */
  #readListed(node: ts.Expression, element: ts.Type, site: CallSite): void {
    const types = element.isUnion() ? element.types : [element];
    for (const type of types) {
      const text = this.#firstOf(type, node);
      if (text === undefined) continue;
      const texts = this.#texts.ofType(text);
      if (texts !== undefined) texts.forEach((each) => this.#add({ text: each, isLiteral: true, node }, site));
      else if (this.#mayBeText(text)) this.#addUnseen(node, site.name, 'unknown');
    }
  }

  /** The type of the first element of a list. */
  #firstOf(list: ts.Type, node: ts.Expression): ts.Type | undefined {
    if ((list.flags & this.#ts.TypeFlags.Any) !== 0) return list;
    const first = list.getProperty('0');
    return first === undefined ? list.getNumberIndexType() : this.#checker.getTypeOfSymbolAtLocation(first, node);
  }

  /** The type of the elements of an array, a set, or a generator of either kind. */
  #elementOf(type: ts.Type, node: ts.Expression): ts.Type | undefined {
    if (this.#mayBeText(type)) return undefined;
    const indexed = type.getNumberIndexType();
    if (indexed !== undefined) return indexed;
    const iterate = type.getProperties().find(({ name }) => /^__@(?:asyncIterator|iterator)\b/.test(name));
    const iterator = iterate && this.#checker.getTypeOfSymbolAtLocation(iterate, node).getCallSignatures()[0];
    return iterator && this.#typeArgument(iterator.getReturnType());
  }

  #typeArgument(type: ts.Type): ts.Type | undefined {
    const isReference = ((type as ts.ObjectType).objectFlags & this.#ts.ObjectFlags.Reference) !== 0;
    return isReference ? this.#checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
  }

  /** `forFeature({ byId: 'text', all: { query: 'text' } })`. */
  #readRecord(site: CallSite): void {
    const ts = this.#ts;
    const object = this.#objectOf(site.argument);
    if (object === undefined) {
      // Typed tokens come from defineStatements, where their texts are found.
      if (site.name.endsWith('defineStatements')) this.#addUnseen(site.argument, site.name, 'unknown');
      return;
    }
    for (const property of object.properties) {
      if (ts.isSpreadAssignment(property)) {
        this.#readRecord({ ...site, argument: property.expression });
        continue;
      }
      const value = ts.isPropertyAssignment(property)
        ? property.initializer
        : ts.isShorthandPropertyAssignment(property)
          ? property.name
          : undefined;
      if (value !== undefined) this.#readFeature(value, site);
    }
  }

  #readFeature(value: ts.Expression, site: CallSite): void {
    const ts = this.#ts;
    const object = this.#objectOf(value);
    const query = object?.properties.find((each) => each.name?.getText() === 'query');
    const node =
      query === undefined ? value : ts.isPropertyAssignment(query) ? query.initializer : (query.name as ts.Identifier);
    const found = this.#texts.of(node);
    if (found === undefined) this.#addUnseen(node, site.name, 'unknown');
    // Properties of an object keep their literal types in our functions.
    else found.forEach((each) => this.#add({ ...each, isLiteral: true }, site));
  }

  #objectOf(node: ts.Expression): ts.ObjectLiteralExpression | undefined {
    const ts = this.#ts;
    const value = withoutWrapping(ts, node);
    if (ts.isObjectLiteralExpression(value)) return value;
    const initializer =
      ts.isIdentifier(value) || ts.isPropertyAccessExpression(value) ? this.#texts.initializerOf(value) : undefined;
    const inner = initializer === undefined ? undefined : withoutWrapping(ts, initializer);
    return inner !== undefined && ts.isObjectLiteralExpression(inner) ? inner : undefined;
  }

  #add({ text, isLiteral, node }: ConstantText, site: CallSite): void {
    this.#found.addText(site.kind === 'table' ? 'table' : 'statement', text, placeOf(node));
    if (!isLiteral && site.kind === 'text') this.#addUnseen(node, site.name, 'notLiteral');
  }

  #addUnseen(node: ts.Node, call: string, reason: UnseenCall['reason']): void {
    this.#found.addUnseen({ place: placeOf(node), call, reason });
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
