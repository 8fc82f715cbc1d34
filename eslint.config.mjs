// Lint is the team's memory: the message of each of our own rules says what to do instead. Warnings are errors.
// The tables of allowed imports are in tools/lint/boundaries.mjs; tools/lint/fixtures has a file that must fail for each rule.
// No rule here needs types or another file, so that what ESLint found in a file holds until the file changes: rules that need types are
// in .oxlintrc.json.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { importBoundaries } from './tools/lint/import-boundaries.mjs';
import { declaredNames, fileNames, noFrame } from './tools/lint/names.mjs';

const sources = ['{packages,apps}/*/src/**/*.ts'];
const tests = [
  '**/*.spec.ts',
  '**/*.spec-support.ts',
  '**/*-spec.ts',
  '**/*.test-d.ts',
  '{packages,apps}/*/test/**/*.ts',
];
const doors = [
  '{packages,apps}/*/src/{astra,index,internal,options,jest,jest/setup,jest/teardown,keyspaces,node-test,opentelemetry,temporal,terminus,vitest}.ts',
];
const pure = ['packages/core/src/{protocol,codec}/**/*.ts'];

const rulesOfOurs = ['boundaries', 'import-boundaries', 'names'].map((name) =>
  readFileSync(new URL(`tools/lint/${name}.mjs`, import.meta.url)),
);

const ours = {
  // Part of the key of ESLint's cache: files are linted again when a rule has changed.
  meta: { name: 'ours', version: createHash('sha256').update(Buffer.concat(rulesOfOurs)).digest('hex') },
  rules: {
    'import-boundaries': importBoundaries,
    'file-names': fileNames,
    'declared-names': declaredNames,
    'no-frame': noFrame,
  },
};

const syntax = {
  enum: {
    selector: 'TSEnumDeclaration',
    message: 'No enums: an `as const` object and a type of the same name',
  },
  defaultExport: { selector: 'ExportDefaultDeclaration', message: 'Named exports only' },
  exportAll: { selector: 'ExportAllDeclaration', message: 'Name what you export: a door is a list, `export *` is not' },
  barrel: {
    selector: 'ExportNamedDeclaration[source.value=/^\\./]',
    message: 'No barrels: only the doors of a package re-export; import from the file that defines it',
  },
  privateMember: {
    selector: ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"])[accessibility="private"]',
    message: 'Private members are `#private`: the engine keeps the promise, not only the compiler',
  },
  privateParameter: {
    selector: 'TSParameterProperty[accessibility="private"]',
    message: 'Private members are `#private`: declare the field, and set it in the constructor',
  },
  shoutedConstant: {
    selector: 'VariableDeclarator > Identifier.id[name=/^[A-Z][A-Z0-9]*_?[A-Z0-9_]+$/]:not([name=/^HOST_STATUS_/])',
    message: 'Constants are camelCase like every other name',
  },
  insideOfPackage: {
    selector:
      'Literal[value=/(^|\\u002f)packages\\u002f[^\\u002f]+\\u002f(dist|src)\\u002f.+\\.[cm]?js$|^\\.\\u002fdist\\u002f/]',
    message:
      'tools/ use packages by their names: export it from the package’s internal.ts and import @async-cassandra/<package>/internal',
  },
  async: {
    selector: ':function[async=true]',
    message: 'protocol/ and codec/ are pure: nothing waits here; async code belongs in connection/ or above',
  },
};
const everywhere = [
  syntax.enum,
  syntax.defaultExport,
  syntax.exportAll,
  syntax.privateMember,
  syntax.privateParameter,
  syntax.shoutedConstant,
];
/** Nest injects into the parameters of constructors, so they are allowed there. */
const inNest = everywhere.filter((rule) => rule !== syntax.privateParameter);

const impureGlobals = ['process', 'console', 'Promise', 'fetch', 'performance', 'queueMicrotask'].concat(
  ['Timeout', 'Interval', 'Immediate'].flatMap((timer) => [`set${timer}`, `clear${timer}`]),
);

const capturedTimers = 'waiting/timers: taken once at load, so that fake timers of a test cannot stop a connection';
const timerGlobals = impureGlobals.filter((name) => /^(set|clear)|^(performance|queueMicrotask)$/.test(name));

const maxLines = (max) => ['error', { max, skipBlankLines: true, skipComments: true }];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/out/',
      '**/coverage/',
      '.nx/',
      'tools/lint/{fixtures,typed-fixtures}/',
      'packages/cli/test/golden/',
      '**/cql.generated.d.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  js.configs.recommended,
  {
    plugins: { ours },
    rules: {
      'ours/file-names': 'error',
      'ours/declared-names': 'error',
      'max-lines': maxLines(400),
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
    },
  },
  { files: ['**/*.{js,cjs,mjs}'], languageOptions: { globals: globals.node } },
  { files: ['**/*.{js,cjs}'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['apps/*/public/**/*.js'],
    languageOptions: { sourceType: 'module', globals: { ...globals.browser } },
  },
  {
    files: ['tools/**/*.{mjs,cjs}'],
    rules: { 'no-restricted-syntax': ['error', syntax.insideOfPackage, syntax.shoutedConstant] },
  },
  { files: ['tools/test/time-limit.cjs', 'tools/test/count-turns.cjs'], languageOptions: { globals: globals.jest } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    rules: {
      'ours/import-boundaries': 'error',
      'no-restricted-syntax': ['error', ...everywhere],
      '@typescript-eslint/no-explicit-any': 'error',
      // cassandra-driver's `encoding` options take any constructor, as type Function.
      '@typescript-eslint/no-unsafe-function-type': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
    },
  },
  {
    files: ['{packages/nestjs,apps/*}/**/*.ts'],
    languageOptions: { parserOptions: { experimentalDecorators: true, emitDecoratorMetadata: true } },
  },
  { files: sources, ignores: doors, rules: { 'no-restricted-syntax': ['error', ...everywhere, syntax.barrel] } },
  {
    files: ['{packages/nestjs,apps/*}/src/**/*.ts'],
    ignores: doors,
    rules: { 'no-restricted-syntax': ['error', ...inNest, syntax.barrel] },
  },
  { files: ['packages/{core,testing}/src/**/*.ts'], rules: { 'ours/no-frame': 'error' } },
  {
    files: ['packages/core/src/**/*.ts'],
    ignores: [...tests, 'packages/core/src/waiting/timers.ts'],
    rules: {
      'no-restricted-globals': ['error', ...timerGlobals.map((name) => ({ name, message: capturedTimers }))],
      'no-restricted-imports': [
        'error',
        ...['timers', 'timers/promises', 'perf_hooks'].flatMap((name) =>
          [name, `node:${name}`].map((door) => ({ name: door, message: capturedTimers })),
        ),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'nextTick', message: capturedTimers },
        { object: 'AbortSignal', property: 'timeout', message: capturedTimers },
        ...['globalThis', 'global'].flatMap((object) =>
          timerGlobals.map((property) => ({ object, property, message: capturedTimers })),
        ),
      ],
    },
  },
  {
    files: pure,
    ignores: tests,
    rules: {
      'no-restricted-globals': [
        'error',
        ...impureGlobals.map((name) => ({
          name,
          message: 'protocol/ and codec/ are pure: bytes in, values out; this belongs in connection/ or above',
        })),
      ],
      'no-restricted-syntax': ['error', ...everywhere, syntax.barrel, syntax.async],
    },
  },
  {
    files: tests,
    plugins: { jest },
    rules: {
      'max-lines': maxLines(500),
      'no-restricted-syntax': ['error', syntax.enum, syntax.defaultExport, syntax.shoutedConstant],
      'no-control-regex': 'off',
      'jest/no-focused-tests': 'error',
      'jest/no-identical-title': 'error',
      'jest/valid-expect': 'error',
      'jest/valid-title': ['error', { disallowedWords: ['should', 'works'] }],
    },
  },
);
