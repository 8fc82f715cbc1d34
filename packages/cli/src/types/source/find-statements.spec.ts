import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { findStatements } from './find-statements';
import { shownPlace, type Place } from './place';
import { loadProjects } from './project';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'async-cassandra-types-'));
  for (const [name, declarations] of Object.entries(packages)) {
    write(
      `node_modules/@async-cassandra/${name}/package.json`,
      JSON.stringify({ name: `@async-cassandra/${name}`, types: 'index.d.ts' }),
    );
    write(`node_modules/@async-cassandra/${name}/index.d.ts`, declarations);
  }
  write('package.json', '{ "name": "shop" }');
  write(
    'tsconfig.json',
    '{ "compilerOptions": { "strict": true, "module": "nodenext", "lib": ["es2015"], "types": [] }, "include": ["src"] }',
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const packages = {
  core: `
    export interface Session {
      execute(statement: string | SimpleStatement, parameters?: unknown): void;
      executeConcurrent(statement: unknown, parameters?: unknown): void;
      prepare(text: string): void;
      scanTable(table: string): void;
    }
    export declare class SessionWrapper implements Session {
      execute(statement: string | SimpleStatement, parameters?: unknown): void;
      executeConcurrent(statement: unknown, parameters?: unknown): void;
      prepare(text: string): void;
      scanTable(table: string): void;
    }
    export declare class SimpleStatement { constructor(text: string); }
    export declare class BatchStatement { add(text: string): this; }`,
  rxjs: `
    import type { Session } from '@async-cassandra/core';
    export declare function rows(session: Session, text: string): void;`,
  nestjs: `
    type Feature = string | { query: string };
    export declare class CassandraModule { static forFeature(statements: Record<string, Feature>): unknown; }
    export declare function defineStatements<const T extends Record<string, Feature>>(statements: T): T;`,
};

function write(name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function find(source: string) {
  write('src/a.ts', source);
  const projects = loadProjects(ts, { file: path.join(folder, 'tsconfig.json'), folder, extraFiles: [] });
  const found = findStatements(ts, projects, []);
  const places = (each: readonly Place[]) => each.map((place) => shownPlace(place, folder));
  return {
    texts: found.statements.map(({ text }) => text),
    tables: found.tables.map(({ text }) => text),
    places: Object.fromEntries(found.statements.map(({ text, places: each }) => [text, places(each)])),
    unseen: found.unseen.map(({ place, call, reason }) => `${shownPlace(place, folder)} ${call} ${reason}`),
  };
}

const given = `import { BatchStatement, SimpleStatement, SessionWrapper, type Session } from '@async-cassandra/core';
declare const session: Session;
`;

describe('texts are found', () => {
  it('as literals, constants, templates without holes, and one of several', () => {
    const { texts, unseen } = find(`${given}
      const byId = 'B';
      const lines = \`C
        D\`;
      const table = 't';
      declare const flag: boolean;
      session.execute('A'); session.execute(byId); session.prepare(lines);
      session.execute(\`E \${table}\`); session.execute(flag ? 'F' : 'G');
      session.execute(('H' as const)!);`);
    expect(texts).toEqual(['A', 'B', 'C\n        D', 'E t', 'F', 'G', 'H']);
    expect(unseen).toEqual([]);
  });

  it('in batches, statements, lists of calls and classes that wrap a session', () => {
    const { texts, tables, unseen } = find(`${given}
      new BatchStatement().add('A').add('B');
      new SimpleStatement('C');
      session.executeConcurrent('D', []);
      session.executeConcurrent([['E', [1]], ['F']]);
      class Mine extends SessionWrapper { override execute(statement: string) { super.execute(statement); } }
      new Mine().execute('G');
      session.scanTable('shop.users');`);
    // The outer call of a chain comes first.
    expect(texts).toEqual(['B', 'A', 'C', 'D', 'E', 'F', 'G']);
    expect(tables).toEqual(['shop.users']);
    expect(unseen).toEqual([expect.stringMatching(/^src\/a\.ts:8:\d+ super\.execute unknown$/)]);
  });

  it('in enums, in lists that are spread, and in optional calls', () => {
    const { texts, unseen } = find(`${given}
enum Q { One = 'A' }
const call = ['B', [1]] as const;
declare const late: Session | undefined, any: [string, number];
session.execute(Q.One); session.execute(...call); session.execute(...['C'] as const); late?.execute('D');
session.execute(...any); session.execute(...JSON.parse(''));`);
    expect(texts).toEqual(['A', 'B', 'C', 'D']);
    expect(unseen).toEqual(['src/a.ts:8:17 session.execute unknown', 'src/a.ts:8:42 session.execute unknown']);
  });

  it('in functions under other names, and in the maps of forFeature and defineStatements', () => {
    const { texts } = find(`${given}
      import { rows as read } from '@async-cassandra/rxjs';
      import { CassandraModule, defineStatements } from '@async-cassandra/nestjs';
      read(session, 'A');
      const base = { b: 'B' };
      const statements = { ...base, c: { query: 'C' } } as const;
      CassandraModule.forFeature(statements);
      defineStatements({ d: 'D', e: { query: 'E', isIdempotent: true } });`);
    expect(texts).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('with each place, from other files and through constants of objects and classes', () => {
    write(
      'src/queries.ts',
      `export const queries = { one: 'A' } as const; export class Q { static readonly two = 'B'; }`,
    );
    const { places } = find(`${given}import { queries, Q } from './queries.js';
session.execute(queries.one); session.execute('A');
session.execute(Q.two);`);
    expect(places).toEqual({ A: ['src/a.ts:4:17', 'src/a.ts:4:47'], B: ['src/a.ts:5:17'] });
  });
});

describe('calls that cannot be seen', () => {
  it('are named: with a text that is only known at run time, and with a text that has no literal type', () => {
    const { texts, unseen } = find(`${given}
declare const text: string, other: any, statement: SimpleStatement;
const columns = 'a, b';
session.execute(text);
session.execute(other);
session.execute(statement);
session.execute('SELECT ' + columns);
session.execute(\`x \${text}\`);`);
    expect(texts).toEqual(['SELECT a, b']);
    expect(unseen).toEqual([
      'src/a.ts:6:17 session.execute unknown',
      'src/a.ts:7:17 session.execute unknown',
      'src/a.ts:9:17 session.execute notLiteral',
      'src/a.ts:10:17 session.execute unknown',
    ]);
  });

  it('are not those of other libraries', () => {
    const { texts, unseen } = find(`
      declare const other: { execute(text: string): void };
      function prepare(text: string) {}
      new Set<string>().add('x'); other.execute('A'); prepare('B');`);
    expect({ texts, unseen }).toEqual({ texts: [], unseen: [] });
  });
});

describe('methods under another name', () => {
  const { texts, unseen } = { texts: [] as string[], unseen: [] as string[] };
  beforeEach(() => {
    const found = find(`${given}
declare const list: { map(act: (text: string) => void): void }, expect: (actual: unknown) => void;
const { execute, prepare: ready } = session;
execute('A'); ready('B');
session['execute']('C');
const name = 'execute' as const;
session[name]('D');
const run = session.execute.bind(session);
run('E');
function inner(act: Session['execute'], { scanTable }: Session) { act('F'); scanTable('t'); }
list.map(session.execute);
const kept = { run: session['execute'].bind(session) };
session.execute.call(session, 'G');
let later: Session['execute'];
later = session.execute;
later('H');
const wrap = () => session.prepare;
expect(session.execute);
if (session.execute === later) session.execute = later;
const early = session.execute.bind(session, 'I');
function* each() { yield session.prepare; }
const own = { execute, prepare: ready };
own.execute('J'); own.prepare('K');
const again = execute; again('L');
const other = { again: execute, execute: again, list: [run] };
list.map(ready); act(() => execute); execute.call(session, 'M');
class Dao { readonly load = execute; }
function act(make: () => unknown) { return make() ?? run; }
later = again; expect(execute);`);
    texts.splice(0, texts.length, ...found.texts);
    unseen.splice(0, unseen.length, ...found.unseen);
  });

  it('are followed to their calls through variables and parameters', () => {
    expect(texts).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'H', 'J', 'K', 'L']);
  });

  it('are named with their places where nothing can follow them', () => {
    expect(unseen).toEqual([
      'src/a.ts:13:10 session.execute detached',
      `src/a.ts:14:21 session['execute'] detached`,
      'src/a.ts:15:1 session.execute detached',
      'src/a.ts:17:9 session.execute detached',
      'src/a.ts:19:20 session.prepare detached',
      'src/a.ts:22:15 session.execute detached',
      'src/a.ts:23:26 session.prepare detached',
      'src/a.ts:27:24 execute detached',
      'src/a.ts:27:56 run detached',
      'src/a.ts:28:10 ready detached',
      'src/a.ts:28:28 execute detached',
      'src/a.ts:28:38 execute detached',
      'src/a.ts:29:29 execute detached',
      'src/a.ts:30:54 run detached',
      'src/a.ts:31:9 again detached',
    ]);
  });
});

describe('a list of calls', () => {
  it('has its texts as literals, or in its type; other elements are named', () => {
    const { texts, unseen } = find(`${given}
declare const ids: { map<T>(make: (id: number) => T): readonly T[] }, text: string;
session.executeConcurrent(ids.map((id) => ['A', [id]] as const));
session.executeConcurrent([...ids.map((id) => ['B', [id]] as const), ['C'], [text, [1]]]);
session.executeConcurrent(ids.map((id) => [text, [id]] as const));
function* calls() { yield ['D', [1]] as const; }
session.executeConcurrent(calls());
session.executeConcurrent([new SimpleStatement('E')]);
session.executeConcurrent(new Set([['F', []]] as const));
const mixed = [['G', [1]]];
session.executeConcurrent(mixed);`);
    expect(texts).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(unseen).toEqual([
      'src/a.ts:6:78 session.executeConcurrent unknown',
      'src/a.ts:7:27 session.executeConcurrent unknown',
      'src/a.ts:13:27 session.executeConcurrent unknown',
    ]);
  });
});

describe('declarations of the surroundings', () => {
  const surroundings = `
    declare module 'node:holder' { import type { Session } from '@async-cassandra/core';
      export const held: Session; export class Base { session: Session } export const table: 't';
      export abstract class Store implements Session { execute(statement: string): void; executeConcurrent(): void; prepare(text: string): void; scanTable(table: string): void; } }`;

  it('are read only where a call needs them', () => {
    write('node_modules/@types/holder/index.d.ts', surroundings);
    write('node_modules/@types/holder/package.json', '{ "name": "@types/holder", "types": "index.d.ts" }');
    write(
      'tsconfig.json',
      '{ "compilerOptions": { "strict": true, "module": "nodenext", "lib": ["es2015"], "types": ["holder"] }, "include": ["src"] }',
    );
    const texts = (source: string) =>
      find(`import { held, Base, Store, table } from 'node:holder';\n${given}${source}`).texts;
    expect(texts(`session.execute('A');`)).toEqual(['A']);
    expect(texts(`held.execute('B');`)).toEqual(['B']);
    expect(texts(`new (class extends Base { })().session.execute('C');`)).toEqual(['C']);
    expect(texts(`class Mine extends Store { override execute() {} } new Mine().execute('D');`)).toEqual(['D']);
    expect(texts('session.execute(`E ${table}`);')).toEqual(['E t']);
    expect(texts(`const { execute } = held; execute('F');`)).toEqual(['F']);
  });
});

describe('a project', () => {
  it('with the lines of Windows has the same texts and places', () => {
    const { places } = find(`${given}session.execute(\`A\n  B\`);\nsession.execute('C');`.replaceAll('\n', '\r\n'));
    expect(places).toEqual({ 'A\n  B': ['src/a.ts:3:17'], C: ['src/a.ts:5:17'] });
  });

  it('that does not parse, or is not there, is one error', () => {
    expect(() => find('const = 1;')).toThrow(/The project does not parse\nsrc\/a\.ts:1:7 - error TS1134/);
    expect(() => loadProjects(ts, { file: path.join(folder, 'no.json'), folder, extraFiles: [] })).toThrow(/no\.json/);
    write('tsconfig.json', '{ "include": ["nothing"] }');
    expect(() => find('')).toThrow(/No inputs were found in config file/);
  });

  it('with references only stands for the projects that it refers to', () => {
    write('tsconfig.json', '{ "files": [], "references": [{ "path": "./tsconfig.lib.json" }] }');
    write(
      'tsconfig.lib.json',
      '{ "compilerOptions": { "composite": true, "module": "nodenext" }, "include": ["src"] }',
    );
    expect(find(`${given} session.execute('A');`).texts).toEqual(['A']);
  });
});
