// A mistake for each rule of Oxlint that needs no types: the linter must find it.

/** In any file. */
const anywhere = {
  eqeqeq: 'export const isOne = (a: number) => a == 1;',
  'for-direction': 'for (let i = 0; i < 9; i--) console.log(i);',
  'max-lines': Array.from({ length: 401 }, (_, i) => `export const value${i} = ${i};`).join('\n'),
  'no-async-promise-executor': 'export const later = new Promise(async (resolve) => resolve(1));',
  'no-case-declarations': 'switch (Number(1)) { case 1: let a; console.log(a); }',
  'no-compare-neg-zero': 'export const isZero = (a: number) => a === -0;',
  'no-cond-assign': 'let a; if ((console, a = 1)) console.log(a); while (a = 2) console.log(a);',
  'no-constant-binary-expression': 'export const a = {} ?? 1;',
  'no-constant-condition': 'if (true) console.log(1);',
  'no-control-regex': String.raw`export const a = /\x00/;`,
  'no-debugger': 'debugger;',
  'no-dupe-else-if':
    'export const f = (a: number) => { if (a === 1) return 1; else if (a === 1) return 2; return 3; };',
  'no-duplicate-case': 'switch (Number(1)) { case 1: break; case 1: break; }',
  'no-empty': 'if (Number(1)) {}',
  'no-empty-character-class': 'export const a = /a[]/;',
  'no-empty-pattern': 'export const f = ({}: object) => 1;',
  'no-empty-static-block': 'export class A { static {} }',
  'no-ex-assign': 'try { console.log(1); } catch (error) { error = 1; console.log(error); }',
  'no-extra-boolean-cast': 'if (!!Number(1)) console.log(1);',
  'no-fallthrough': 'switch (Number(1)) { case 1: console.log(1); case 2: console.log(2); }',
  'no-global-assign': 'Object = 1;',
  'no-invalid-regexp': "export const a = new RegExp('[');",
  'no-irregular-whitespace': 'export const a =\u00a01;',
  'no-loss-of-precision': 'export const a = 9007199254740993;',
  'no-misleading-character-class': 'export const a = /[\u{1f44d}]/;',
  'no-prototype-builtins': "export const f = (a: object) => a.hasOwnProperty('b');",
  'no-regex-spaces': 'export const a = /a  b/;',
  'no-self-assign': 'let a = Number(1); a = a; console.log(a);',
  'no-shadow-restricted-names': 'export const f = (undefined: number) => undefined;',
  'no-sparse-arrays': 'export const a = [1, , 2];',
  'no-unexpected-multiline': 'const a = console.log\n(1);\nexport { a };',
  'no-unsafe-finally': 'export function f() { try { return 1; } finally { return 2; } }',
  'no-unsafe-optional-chaining': 'export const f = (a?: { b: () => void }) => (a?.b)();',
  'no-unused-labels': 'a: for (const b of [1]) console.log(b);',
  'no-unused-private-class-members': 'export class A { #b = 1; }',
  'no-useless-backreference': String.raw`export const a = /(?:\1(a))/;`,
  'no-useless-catch': 'try { console.log(1); } catch (error) { throw error; }',
  'no-useless-escape': String.raw`export const a = '\a';`,
  'no-var': 'export var a = 1;',
  'no-warning-comments': `// ${'to'}${'do'}: later\nexport const a = 1;`,
  'object-shorthand': 'const a = 1; export const b = { a: a };',
  'prefer-const': 'let a = 1; console.log(a);',
  'require-yield': 'export function* f() { return 1; }',
  'use-isnan': 'export const f = (a: number) => a === NaN;',
  'valid-typeof': "export const f = (a: unknown) => typeof a === 'strnig';",
};

/** In JavaScript, where no compiler looks. */
const inJavaScript = {
  'constructor-super': 'export class A extends Object { constructor() { console.log(1); } }',
  'getter-return': 'export const a = { get b() { console.log(1); } };',
  'no-class-assign': 'class A {} A = 1; export { A };',
  'no-const-assign': 'const a = 1; a = 2; export { a };',
  'no-dupe-class-members': 'export class A { b() {} b() {} }',
  'no-dupe-keys': 'export const a = { b: 1, b: 2 };',
  'no-func-assign': 'function f() {} f = 1; export { f };',
  'no-import-assign': "import a from 'node:path'; a = 1;",
  'no-new-native-nonconstructor': "export const a = new Symbol('a');",
  'no-obj-calls': 'export const a = Math();',
  'no-redeclare': 'var a = 1; var a = 2; export { a };',
  'no-setter-return': 'export const a = { set b(c) { console.log(c); return 1; } };',
  'no-this-before-super': 'export class A extends Object { constructor() { this.b = 1; super(); } }',
  'no-undef': 'export const a = unheardOf;',
  'no-unreachable': 'export function f() { return 1; console.log(2); }',
  'no-unsafe-negation': 'export const f = (a) => !a instanceof Object;',
  'no-unused-vars': 'const a = 1;',
};

/** In JavaScript that is not strict. */
const inScripts = {
  'no-delete-var': 'let a = 1; delete a;',
  'no-nonoctal-decimal-escape': String.raw`exports.a = '\8';`,
  'no-with': 'with (Math) console.log(PI);',
};

const inTypeScript = {
  'no-unused-expressions': 'Number(1) + 1;',
  'prefer-rest-params': 'export function f() { return arguments; }',
  'prefer-spread': 'export const f = (a: (...c: number[]) => void, b: number[]) => a.apply(undefined, b);',
  'typescript/ban-ts-comment': '// @ts-ignore\nexport const a = 1;',
  'typescript/consistent-type-imports': "import { Stats } from 'node:fs'; export const f = (a: Stats) => a;",
  'no-array-constructor': 'export const a = new Array(1, 2);',
  'typescript/no-duplicate-enum-values': 'export enum A { b = 1, c = 1 }',
  'typescript/no-empty-object-type': 'export type A = {};',
  'typescript/no-explicit-any': 'export const f = (a: any) => a;',
  'typescript/no-extra-non-null-assertion': 'export const f = (a?: number) => a!!;',
  'typescript/no-misused-new': 'export interface A { new (): A; }',
  'typescript/no-namespace': 'export namespace A { export const b = 1; }',
  'typescript/no-non-null-asserted-optional-chain': 'export const f = (a?: { b?: number }) => a?.b!;',
  'typescript/no-require-imports': "export const a = require('node:fs');",
  'typescript/no-this-alias': 'export function f(this: object) { const self = this; return () => self; }',
  'typescript/no-unnecessary-type-constraint': 'export const f = <T extends unknown>(a: T) => a;',
  'typescript/no-unsafe-declaration-merging': 'export interface A { b: 1 } export class A {}',
  'typescript/no-wrapper-object-types': 'export const f = (a: String) => a;',
  'typescript/prefer-as-const': "export const a = 'b' as 'b';",
  'typescript/prefer-namespace-keyword': 'declare module A { const b: 1; } export type C = typeof A;',
  'typescript/triple-slash-reference': '/// <reference path="./a.d.ts" />\nexport const a = 1;',
};

const inTests = {
  'jest/no-focused-tests': "it.only('a', () => {});",
  'jest/no-identical-title': "it('a', () => {}); it('a', () => {});",
  'jest/valid-expect': "it('a', () => { expect(1); });",
  'jest/valid-title': "it('should a', () => {});",
};

const filesOf = (mistakes, ending) =>
  Object.entries(mistakes).map(([rule, text], i) => ({ rule, file: `mistakes/file-${i}${ending}`, text: `${text}\n` }));

/** The rules with a file each, whose text has the mistake. */
export const mistakes = [
  ...filesOf({ ...anywhere, ...inTypeScript }, '.ts'),
  ...filesOf(inJavaScript, '.js'),
  ...filesOf(inScripts, '.cjs'),
  ...filesOf(inTests, '.spec.ts'),
];
