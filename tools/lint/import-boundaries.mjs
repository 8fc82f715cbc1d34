// Lint rule: imports must follow ARCHITECTURE.md. Its message tells where the code belongs.
import path from 'node:path';
import { layerHolds, layerMayImport, packageHints, packageMayImport, pureLayers } from './boundaries.mjs';

const scope = '@async-cassandra/';

/** Returns the place of a file: its package, and for core's sources the layer (or `door` for a file directly in src). */
function placeOf(file, root) {
  const [workspace, name, area, ...rest] = path.relative(root, file).split(path.sep);
  if ((workspace !== 'packages' && workspace !== 'apps') || area === undefined) return null;
  const isTest = area !== 'src' || /[.-](spec|spec-support|test-d)\.ts$/.test(file);
  const layer = name === 'core' && area === 'src' ? (rest.length > 1 ? rest[0] : 'door') : null;
  return { packageRoot: path.join(root, workspace, name), name, area, isTest, layer };
}

const throughOwnDoor = 'Import from the file that defines it, not from the door of the package';

const list = (names) => (names.length === 0 ? 'nothing of the workspace' : names.join(', '));

function checkSibling(from, specifier) {
  const [sibling, ...inner] = specifier.slice(scope.length).split('/');
  if (/^(src|dist|internal)$/.test(inner[0] ?? '')) {
    return `Import '${scope}${sibling}' by its public name; what it does not export is no promise`;
  }
  if (sibling === from.name) return from.isTest ? null : throughOwnDoor;
  const allowed = packageMayImport[from.name];
  if (allowed === undefined) return `The package ${from.name} has no line in tools/lint/boundaries.mjs`;
  if (allowed.includes(sibling) || (from.isTest && sibling === 'testing')) return null;
  return `${from.name} may import ${list(allowed)}, not ${sibling}: ${packageHints[from.name]}`;
}

function checkDriver(from, specifier) {
  if (specifier !== 'cassandra-driver') {
    return 'Only the public API of cassandra-driver: its lib folder is being rewritten and will move';
  }
  if (from.isTest || ['compat', 'testing'].includes(from.name) || from.layer === 'driver') return null;
  return from.name === 'core'
    ? 'cassandra-driver comes in through packages/core/src/driver only: export what you need there'
    : `Import it from ${scope}core, which exports cassandra-driver’s vocabulary`;
}

function checkPurity(from, specifier) {
  const allowed = pureLayers[from.layer];
  if (allowed === undefined || from.isTest || allowed.includes(specifier)) return null;
  return `${from.layer}/ is pure (bytes in, values out) and may not import ${specifier}: I/O, timers and logging belong in connection/ or above`;
}

function checkLayers(from, to) {
  if (to.layer === 'door') return throughOwnDoor;
  const allowed = layerMayImport[from.layer];
  if (allowed === undefined) {
    return `core has no layer ${from.layer}/: put the file into one, or add the layer to tools/lint/boundaries.mjs and ARCHITECTURE.md`;
  }
  if (to.layer === from.layer || allowed.includes(to.layer)) return null;
  return (
    `${from.layer}/ may import ${list(allowed)}, not ${to.layer}/: what both need belongs in a layer below both; ` +
    `${to.layer}/ holds ${layerHolds[to.layer] ?? 'no known layer'}`
  );
}

function checkRelative(from, file, specifier, root) {
  if (/\.[cm]?[jt]s$/.test(specifier)) return 'Write relative imports without the extension';
  const target = path.resolve(path.dirname(file), specifier);
  if (path.relative(from.packageRoot, target).startsWith('..')) {
    return `A relative import stays in its package: import '${scope}...' by its public name`;
  }
  const to = placeOf(specifier.endsWith('.') ? path.join(target, 'index') : target, root);
  if (from.isTest || to === null) return null;
  if (to.area !== 'src') return to.area === 'package.json' ? null : 'Sources do not import tests';
  if (from.name !== 'core' || from.layer === 'door') return null;
  return checkLayers(from, to);
}

function messageFor(file, specifier, root) {
  const from = placeOf(file, root);
  if (from === null) return null;
  if (specifier.startsWith('.')) return checkRelative(from, file, specifier, root);
  if (specifier.startsWith(scope)) return checkSibling(from, specifier);
  if (/^cassandra-driver(\/|$)/.test(specifier)) return checkDriver(from, specifier);
  return checkPurity(from, specifier);
}

export const importBoundaries = {
  meta: { type: 'problem', schema: [], messages: { misplaced: '{{ message }}' } },
  create(context) {
    function check(source) {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const message = messageFor(context.filename, source.value, context.cwd);
      if (message !== null) context.report({ node: source, messageId: 'misplaced', data: { message } });
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSExternalModuleReference: (node) => check(node.expression),
      'CallExpression[callee.name="require"]': (node) => check(node.arguments[0]),
      'CallExpression[callee.property.name="mock"]': (node) => check(node.arguments[0]),
    };
  },
};
