// The TypeScript types of the project's codecs and of its classes for user types, as the checker knows them.
import path from 'node:path';
import { codec, type Codec } from '@async-cassandra/core';
import type ts from 'typescript';
import { CliError } from '../../command-line/cli-error';
import { columnKey, noOwnTypes, type OwnType, type OwnTypes } from '../mapping/own-types';
import { ValueTypes } from '../mapping/value-types';
import { UserTypeNames } from '../mapping/user-type-names';
import { CallSites } from './call-sites';
import { Certainty } from './certainty';
import { ConstantTexts, withoutWrapping } from './constant-text';
import { PackageNames } from './package-of';
import type { SourceProject } from './source-project';
import type { TypeScript } from './typescript-peer';

const core = '@async-cassandra/core';
const temporalClasses: Readonly<Record<string, string>> = {
  timestamp: 'Instant',
  date: 'PlainDate',
  time: 'PlainTime',
  duration: 'Duration',
};

export interface OwnValuesInput {
  /** The codecs of the configuration: those that apply. */
  readonly codecs: readonly Codec[];
  /** Types that the configuration spells out, by the type or the column of the codec. */
  readonly spelled: Readonly<Record<string, string | OwnType>>;
  /** The generated file: imports in types are relative to it. */
  readonly output: string;
  /** Whether import paths need the extension of the compiled file. */
  readonly withExtension: boolean;
}

/** @throws CliError that names a codec of the configuration whose types are not found. */
export function ownTypesOf(ts: TypeScript, projects: readonly SourceProject[], input: OwnValuesInput): OwnTypes {
  const found = new OwnValueFinder(ts, input);
  for (const project of projects) found.readProject(project);
  return found.typesOf(input.codecs);
}

class OwnValueFinder {
  readonly #ts: TypeScript;
  readonly #input: OwnValuesInput;
  readonly #packages = new PackageNames();
  readonly #codecs = new Map<string, OwnType>();
  readonly #temporal = new Map<string, OwnType>();
  readonly #classes = new Map<string, string>();
  readonly #defaults = new ValueTypes({}, noOwnTypes, new UserTypeNames(new Map()));

  constructor(ts: TypeScript, input: OwnValuesInput) {
    this.#ts = ts;
    this.#input = input;
  }

  readProject(project: SourceProject): void {
    const { lean } = project;
    const sources = lean.getSourceFiles().filter((source) => {
      if (source.isDeclarationFile || lean.isSourceFileFromExternalLibrary(source)) return false;
      // The sources of core, in its own repository, have such calls of their own.
      if (this.#packages.of(source.fileName) === core) return false;
      return /\b(?:codec|temporalCodecs|registerUserType)\b/.test(source.text);
    });
    if (sources.length === 0) return;
    // Their types can be of any package.
    const checker = project.whole.getTypeChecker();
    const certainty = new Certainty();
    const sites = new CallSites(this.#ts, checker, this.#packages, certainty);
    const texts = new ConstantTexts(this.#ts, checker, certainty);
    for (const source of sources) {
      const visit = (node: ts.Node): void => {
        if (this.#ts.isCallExpression(node)) this.#readCall(node, { checker, sites, texts });
        this.#ts.forEachChild(node, visit);
      };
      visit(source);
    }
  }

  typesOf(codecs: readonly Codec[]): OwnTypes {
    const ofTypes = new Map<string, OwnType>();
    const ofColumns = new Map<string, OwnType>();
    for (const each of codecs) {
      const own = this.#spelled(each) ?? this.#codecs.get(keyOf(each)) ?? this.#temporal.get(each.type ?? '');
      if (own === undefined) {
        throw new CliError(`The types of the codec of ${each.subject} are not known`, {
          hint: `Make it with codec({ ... }) in the project, or spell them out: types: { codecs: { '${each.subject}': "import('./money').Money" } }`,
        });
      }
      if (each.column === undefined) ofTypes.set(each.type!, own);
      else ofColumns.set(columnKey(each.column.keyspace, each.column.table, each.column.name), own);
    }
    return { ofTypes, ofColumns, classes: this.#classes };
  }

  #spelled({ subject }: Codec): OwnType | undefined {
    const given = this.#input.spelled[subject];
    return typeof given === 'string' ? { read: given, write: given } : given;
  }

  #readCall(
    node: ts.CallExpression,
    { checker, sites, texts }: { checker: ts.TypeChecker; sites: CallSites; texts: ConstantTexts },
  ): void {
    const ts = this.#ts;
    const callee = withoutWrapping(ts, node.expression);
    const [first, second, third] = node.arguments;
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'registerUserType') {
      const names = [first, second].map((each) => (each === undefined ? undefined : texts.of(each)?.[0]?.text));
      if (names[0] === undefined || names[1] === undefined || third === undefined) return;
      const [constructor] = checker.getTypeAtLocation(third).getConstructSignatures();
      if (constructor !== undefined)
        this.#classes.set(names.join('.'), this.#textOf(constructor.getReturnType(), checker));
      return;
    }
    if (!ts.isIdentifier(callee)) return;
    if (sites.isExport(callee, core, 'codec') && first !== undefined) this.#readCodec(first, checker, texts);
    if (sites.isExport(callee, core, 'temporalCodecs')) this.#readTemporal(first, checker);
  }

  #readCodec(options: ts.Expression, checker: ts.TypeChecker, texts: ConstantTexts): void {
    const type = checker.getTypeAtLocation(options);
    const signature = (name: string) => {
      const property = type.getProperty(name);
      return property && checker.getTypeOfSymbolAtLocation(property, options).getCallSignatures()[0];
    };
    const [decode, encode] = [signature('decode'), signature('encode')];
    const target = this.#targetOf(options, texts);
    const given = encode?.getParameters()[0];
    if (decode === undefined || target === undefined) return;
    this.#codecs.set(keyOf(target), {
      read: this.#textOf(decode.getReturnType(), checker),
      write: given === undefined ? 'unknown' : this.#textOf(checker.getTypeOfSymbolAtLocation(given, options), checker),
    });
  }

  /** Core folds the name of the type or of the column, as it does when the program runs. */
  #targetOf(options: ts.Expression, texts: ConstantTexts): Codec | undefined {
    const ts = this.#ts;
    const object = withoutWrapping(ts, options);
    if (!ts.isObjectLiteralExpression(object)) return undefined;
    for (const name of ['type', 'column'] as const) {
      const property = object.properties.find((each) => each.name?.getText() === name);
      const text =
        property !== undefined && ts.isPropertyAssignment(property)
          ? texts.of(property.initializer)?.[0]?.text
          : undefined;
      if (text === undefined) continue;
      const functions = { decode: (value: unknown) => value, encode: (value: unknown) => value };
      return name === 'type' ? codec({ type: text, ...functions }) : codec({ column: text, ...functions });
    }
    return undefined;
  }

  #readTemporal(namespace: ts.Expression | undefined, checker: ts.TypeChecker): void {
    for (const [type, name] of Object.entries(temporalClasses)) {
      const property = namespace === undefined ? undefined : checker.getTypeAtLocation(namespace).getProperty(name);
      const holder = property && checker.getTypeOfSymbolAtLocation(property, namespace!);
      const instance = holder?.getConstructSignatures()[0]?.getReturnType();
      const read = instance === undefined ? `Temporal.${name}` : this.#textOf(instance, checker);
      const plain = this.#defaults.write({ name: '', type, keyspace: '', table: '' });
      this.#temporal.set(type, { read, write: `${read} | ${plain}` });
    }
  }

  /** A type as text that is right in the generated file: declared names are imported from their modules. */
  #textOf(type: ts.Type, checker: ts.TypeChecker): string {
    const { TypeFormatFlags } = this.#ts;
    const text = checker.typeToString(
      type,
      undefined,
      TypeFormatFlags.NoTruncation |
        TypeFormatFlags.UseFullyQualifiedType |
        TypeFormatFlags.UseSingleQuotesForStringLiteralType,
    );
    return text.replaceAll(
      /import\((["'])(.*?)\1\)/g,
      (_, __, module: string) => `import('${this.#moduleFrom(module)}')`,
    );
  }

  #moduleFrom(module: string): string {
    const inPackages = module.lastIndexOf('node_modules/');
    if (inPackages !== -1) {
      const parts = module.slice(inPackages + 'node_modules/'.length).split('/');
      return parts.slice(0, parts[0]!.startsWith('@') ? 2 : 1).join('/');
    }
    if (!path.isAbsolute(module)) return module;
    const relative = path.relative(path.dirname(this.#input.output), module).split(path.sep).join('/');
    return `${relative.startsWith('.') ? '' : './'}${relative}${this.#input.withExtension ? '.js' : ''}`;
  }
}

function keyOf({ type, column }: Codec): string {
  return column === undefined ? type! : columnKey(column.keyspace, column.table, column.name);
}
