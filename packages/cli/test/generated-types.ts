// Checks values at run time against the types of a generated file, as the compiler checks them before.
import { types } from '@async-cassandra/core';
import { Temporal } from '@js-temporal/polyfill';
import ts from 'typescript';

/** A class of the application, for a codec. */
export class Money {
  constructor(readonly amount: string) {}
}

/** A class of the application, for a user type. */
export class Street {
  readonly name!: string | null;
  readonly number!: number | null;
}

const classes: Readonly<Record<string, unknown>> = {
  ...types,
  Money,
  Street,
  ...Object.fromEntries(Object.entries(Temporal).map(([name, each]) => [`Temporal.${name}`, each])),
  Date,
  Buffer,
  Uint8Array,
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
};

interface Statement {
  readonly parameters: ts.TypeNode;
  readonly row: ts.TypeNode;
}

export class GeneratedTypes {
  readonly #source: ts.SourceFile;
  readonly #interfaces = new Map<string, readonly ts.TypeElement[]>();

  constructor(text: string) {
    this.#source = ts.createSourceFile('generated.d.ts', text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isInterfaceDeclaration(node)) this.#interfaces.set(node.name.text, node.members);
      ts.forEachChild(node, visit);
    };
    visit(this.#source);
  }

  /** Where the row is not what the type says, as a path; undefined when it is. */
  wrongInRow(text: string, row: unknown): string | undefined {
    return this.#wrong(this.#statement(text).row, row, 'row');
  }

  /** The same for parameters by position. */
  wrongInParameters(text: string, parameters: readonly unknown[]): string | undefined {
    return this.#wrong(this.#statement(text).parameters, parameters, 'parameters');
  }

  #statement(text: string): Statement {
    const member = this.#interfaces
      .get('KnownStatements')
      ?.find((each) => each.name !== undefined && ts.isStringLiteral(each.name) && each.name.text === text);
    const type = member !== undefined && ts.isPropertySignature(member) ? member.type : undefined;
    if (type === undefined || !ts.isTypeLiteralNode(type)) throw new Error(`There is no statement ${text}`);
    const [parameters, row] = type.members.map((each) => (each as ts.PropertySignature).type!);
    return { parameters: parameters!, row: row! };
  }

  #wrong(type: ts.TypeNode, value: unknown, at: string): string | undefined {
    return this.#isRight(type, value, at) ?? undefined;
  }

  #isRight(type: ts.TypeNode, value: unknown, at: string): string | undefined {
    const no = `${at}: ${Object.prototype.toString.call(value)} is not ${type.getText(this.#source)}`;
    const when = (isRight: boolean) => (isRight ? undefined : no);
    if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type)) return this.#isRight(type.type, value, at);
    if (ts.isUnionTypeNode(type)) {
      const wrong = type.types.map((each) => this.#isRight(each, value, at));
      return wrong.includes(undefined)
        ? undefined
        : (wrong.find((each) => each !== no && !each!.startsWith(`${at}:`)) ?? no);
    }
    if (ts.isLiteralTypeNode(type)) return when(type.getText(this.#source) === spelled(value));
    if (ts.isTemplateLiteralTypeNode(type))
      return when(typeof value === 'string' && value !== '' && Number.isFinite(Number(value)));
    if (ts.isArrayTypeNode(type)) return Array.isArray(value) ? this.#each(type.elementType, value, at) : no;
    if (ts.isTupleTypeNode(type)) return this.#tuple(type, value, at) ?? undefined;
    if (ts.isTypeLiteralNode(type)) return this.#object(type.members, value, at);
    if (ts.isTypeReferenceNode(type)) return this.#reference(type.typeName, type, value, at);
    if (ts.isImportTypeNode(type)) return this.#reference(type.qualifier!, type, value, at);
    return when(keywords.get(type.kind) === typeof value);
  }

  #tuple({ elements }: ts.TupleTypeNode, value: unknown, at: string): string | undefined {
    if (!Array.isArray(value) || value.length !== elements.length) return `${at}: not ${elements.length} elements`;
    for (const [index, element] of elements.entries()) {
      const wrong = this.#isRight(
        ts.isNamedTupleMember(element) ? element.type : element,
        value[index],
        `${at}[${index}]`,
      );
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }

  #object(members: readonly ts.TypeElement[], value: unknown, at: string): string | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at}: not an object`;
    const names = new Set<string>();
    for (const member of members as readonly ts.PropertySignature[]) {
      const name = (member.name as ts.Identifier | ts.StringLiteral).text;
      names.add(name);
      const own = (value as Record<string, unknown>)[name];
      if (own === undefined && member.questionToken !== undefined) continue;
      const wrong = this.#isRight(member.type!, own, `${at}.${name}`);
      if (wrong !== undefined) return wrong;
    }
    const unknown = Object.keys(value).find((name) => !names.has(name));
    return unknown === undefined ? undefined : `${at}.${unknown} is not in the type`;
  }

  #reference(
    typeName: ts.EntityName,
    { typeArguments = [] }: { readonly typeArguments?: readonly ts.TypeNode[] },
    value: unknown,
    at: string,
  ): string | undefined {
    const name = typeName.getText(this.#source);
    const [first, second] = typeArguments;
    const members = this.#interfaces.get(name);
    if (members !== undefined) return this.#object(members, value, at);
    if (name === 'Readonly') return this.#isRight(first!, value, at);
    if (name === 'Record') {
      const isPlain = typeof value === 'object' && value !== null && !(value instanceof Map) && !Array.isArray(value);
      return isPlain ? this.#each(second!, Object.values(value), at) : `${at}: not a plain object`;
    }
    if (/^(?:Readonly)?Set$/.test(name))
      return value instanceof Set ? this.#each(first!, [...value], at) : `${at}: no Set`;
    if (/^(?:Readonly)?Map$/.test(name)) {
      if (!(value instanceof Map)) return `${at}: no Map`;
      return this.#each(first!, [...value.keys()], `${at} key`) ?? this.#each(second!, [...value.values()], at);
    }
    const constructor = classes[name];
    if (typeof constructor !== 'function') throw new Error(`The check does not know ${name}`);
    return value instanceof constructor ? undefined : `${at}: no ${name}`;
  }

  #each(type: ts.TypeNode, values: readonly unknown[], at: string): string | undefined {
    for (const [index, value] of values.entries()) {
      const wrong = this.#isRight(type, value, `${at}[${index}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
}

const keywords = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.StringKeyword, 'string'],
  [ts.SyntaxKind.NumberKeyword, 'number'],
  [ts.SyntaxKind.BooleanKeyword, 'boolean'],
  [ts.SyntaxKind.BigIntKeyword, 'bigint'],
  [ts.SyntaxKind.UndefinedKeyword, 'undefined'],
]);

function spelled(value: unknown): string {
  return typeof value === 'string'
    ? `'${value}'`
    : typeof value === 'object' && value !== null
      ? 'an object'
      : String(value);
}
