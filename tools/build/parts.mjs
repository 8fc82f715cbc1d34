// The code that all entry points share, in a few files of about the same size. V8 takes 4 MB to parse one file of 670 kB, and the process keeps
// them; for a part it takes less than Node itself did at its start. See docs/decisions/0017-core-is-built-into-few-files.md.

/** In characters of the sources, of which the build leaves about three fifths: above 300 kB of code a part raises the memory of the process. */
const largestPart = 450_000;

/** Builtin modules that a first row does not need: with TLS, and with host names, they are loaded when they are used. */
const loadedWhenUsed = ['node:tls', 'node:dns/promises'];

/**
 * Returns the name of its part for each module. `modules` are pairs of a module's id and the length of its source, each module after those
 * that it imports: so a part imports from earlier parts only.
 */
export function cutIntoParts(modules) {
  const total = modules.reduce((sum, [, length]) => sum + length, 0);
  const parts = Math.max(1, Math.ceil(total / largestPart));
  let before = 0;
  return new Map(
    modules.map(([id, length]) => {
      const part = Math.min(parts, 1 + Math.floor((before * parts) / total));
      before += length;
      return [id, `core-${part}`];
    }),
  );
}

/**
 * Takes what a file uses of another one from its exports once, when it is loaded: Rolldown looks each name up at each use, through a getter,
 * and a point read took a third more CPU. As `var`: V8 checks at each use whether a `const` has its value yet. No text moves within its line, so that the source maps stay right.
 */
export function linkParts(code, fileName) {
  let linked = code.replace(getterOfExport, (_, name, value) => {
    // Such a value may change after the other file has taken it.
    if (new RegExp(`^let ${escaped(value)}\\b`, 'm').test(code))
      throw new Error(`${fileName} exports '${name}' as let`);
    return `exports.${name} = ${value};`;
  });
  for (const [line, variable, file] of code.matchAll(importOfPart)) {
    if (!isLoadedBefore(file, fileName)) throw new Error(`${fileName} imports ${file}, which is loaded after it`);
    const names = new Set();
    linked = linked.replace(propertyOf(variable), (_, name) => {
      names.add(name);
      return `${variable}$${name}`;
    });
    const taken = [...names].map((name) => `${name}: ${variable}$${name}`).join(', ');
    linked = linked.replace(line, () => `${line} var { ${taken} } = ${variable};`);
  }
  return linked;
}

/** Replaces the import of a builtin module that is loaded when it is used by an object which loads it. */
export function delayBuiltins(code) {
  return code.replace(importOfBuiltin, (line, variable, id) => {
    if (!loadedWhenUsed.includes(id)) return line;
    const names = new Set([...code.matchAll(propertyOf(variable))].map(([, name]) => name));
    const getters = [...names].map((name) => `get ${name}() { return require("${id}").${name}; }`);
    return `const ${variable} = { ${getters.join(', ')} };`;
  });
}

const getterOfExport =
  /^Object\.defineProperty\(exports, "([\w$]+)", \{\s*enumerable: true,\s*get: function\(\) \{\s*return ([\w$]+);\s*\}\s*\}\);$/gm;
const importOfPart = /^const (require_\w+) = require\("\.[^"]*\/([\w-]+)\.js"\);$/gm;
const importOfBuiltin = /^let (\w+) = require\("(node:[^"]+)"\);$/gm;

/** Not in `a.variable.name`, but in `...variable.name`. */
const propertyOf = (variable) => new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${escaped(variable)}\\.([\\w$]+)`, 'g');
const escaped = (name) => name.replaceAll('$', '\\$');

function isLoadedBefore(part, fileName) {
  const [one, other] = [part, fileName].map((file) => /(?:^|\/)core-(\d+)(?:\.js)?$/.exec(file)?.[1]);
  return one === undefined || other === undefined || Number(one) < Number(other);
}
