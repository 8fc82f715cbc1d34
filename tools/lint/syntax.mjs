// Lint rules that are one selector each (https://eslint.org/docs/latest/extend/selectors) and the message of what it finds.

const capturedTimers = 'waiting/timers: taken once at load, so that fake timers of a test cannot stop a connection';
const timers = ['Timeout', 'Interval', 'Immediate'].flatMap((timer) => [`set${timer}`, `clear${timer}`]);
const timerGlobals = [...timers, 'performance', 'queueMicrotask'];
const impureGlobals = [...timerGlobals, 'process', 'console', 'Promise', 'fetch'];

/** Matches a property by name, whether it is read or taken apart. */
const property = (object, name) =>
  [
    `MemberExpression[object.name=${object}][property.name=${name}]`,
    `MemberExpression[object.name=${object}][property.value=${name}]`,
    `VariableDeclarator[init.name=${object}] > ObjectPattern > Property[key.name=${name}]`,
  ].join(', ');
const oneOf = (names) => `/^(${names.join('|')})$/`;

const rules = {
  'no-enum': ['TSEnumDeclaration', 'No enums: an `as const` object and a type of the same name'],
  'no-default-export': ['ExportDefaultDeclaration', 'Named exports only'],
  'no-export-all': ['ExportAllDeclaration', 'Name what you export: a door is a list, `export *` is not'],
  'no-barrel': [
    'ExportNamedDeclaration[source.value=/^\\./]',
    'No barrels: only the doors of a package re-export; import from the file that defines it',
  ],
  'private-members': [
    ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"])[accessibility="private"]',
    'Private members are `#private`: the engine keeps the promise, not only the compiler',
  ],
  'private-parameters': [
    'TSParameterProperty[accessibility="private"]',
    'Private members are `#private`: declare the field, and set it in the constructor',
  ],
  'no-shouted-constant': [
    'VariableDeclarator > Identifier.id[name=/^[A-Z][A-Z0-9]*_?[A-Z0-9_]+$/]:not([name=/^HOST_STATUS_/])',
    'Constants are camelCase like every other name',
  ],
  'public-names': [
    'Literal[value=/(^|\\u002f)packages\\u002f[^\\u002f]+\\u002f(dist|src)\\u002f.+\\.[cm]?js$|^\\.\\u002fdist\\u002f/]',
    'tools/ use packages by their names: export it from the package’s internal.ts and import @async-cassandra/<package>/internal',
  ],
  'pure-is-sync': [
    ':function[async=true]',
    'protocol/ and codec/ are pure: nothing waits here; async code belongs in connection/ or above',
  ],
  'captured-timers-of-modules': [
    ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration)[source.value=/^(node:)?(timers|timers\\u002fpromises|perf_hooks)$/]',
    capturedTimers,
  ],
  'captured-timers-of-objects': [
    [
      property('process', 'nextTick'),
      property('AbortSignal', 'timeout'),
      property('/^(globalThis|global)$/', oneOf(timerGlobals)),
    ].join(', '),
    capturedTimers,
  ],
};

function ruleOf([selector, message]) {
  return {
    meta: { type: 'problem', schema: [] },
    create: (context) => ({ [selector]: (node) => context.report({ node, message }) }),
  };
}

/** Forbids global names, unless a file declares the name itself. */
function withoutGlobals(names, message) {
  const forbidden = new Set(names);
  return {
    meta: { type: 'problem', schema: [] },
    create: (context) => ({
      'Program:exit'(program) {
        const { scopeManager } = context.sourceCode;
        const scope = scopeManager.globalScope ?? context.sourceCode.getScope(program);
        const found = [
          ...scope.through,
          ...scope.variables.filter(({ defs }) => defs.length === 0).flatMap(({ references }) => references),
        ];
        for (const { identifier } of new Set(found))
          if (forbidden.has(identifier.name)) context.report({ node: identifier, message });
      },
    }),
  };
}

export const syntaxRules = {
  ...Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, ruleOf(rule)])),
  'captured-timers': withoutGlobals(timerGlobals, capturedTimers),
  'pure-globals': withoutGlobals(
    impureGlobals,
    'protocol/ and codec/ are pure: bytes in, values out; this belongs in connection/ or above',
  ),
};
