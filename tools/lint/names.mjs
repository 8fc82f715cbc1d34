// Lint rules for the names of files and declarations.
import path from 'node:path';

const drawers = ['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'manager'];
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const wordsOf = (name) =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

const drawerIn = (name) => wordsOf(name).find((word) => drawers.includes(word));

/** Files and folders are kebab-case, and none has a catch-all name. */
export const fileNames = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      kebab: "'{{ name }}': files and folders are kebab-case, named after their main export",
      drawer: "'{{ name }}': nothing is called {{ word }}; name it after what it does, beside its caller",
    },
  },
  create(context) {
    return {
      Program(node) {
        for (const segment of path.relative(context.cwd, context.filename).split(path.sep)) {
          const stem = segment.replace(/^\./, '');
          const word = drawerIn(stem);
          if (word !== undefined) context.report({ node, messageId: 'drawer', data: { name: segment, word } });
          else if (!stem.split('.').every((part) => kebab.test(part))) {
            context.report({ node, messageId: 'kebab', data: { name: segment } });
          }
        }
      },
    };
  },
};

/** Classes, functions, interfaces and types have no catch-all names either. */
export const declaredNames = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { drawer: "'{{ name }}': nothing is called {{ word }}; name it after what it does" },
  },
  create(context) {
    function check({ id }) {
      const word = id ? drawerIn(id.name) : undefined;
      if (word !== undefined) context.report({ node: id, messageId: 'drawer', data: { name: id.name, word } });
    }
    return {
      ClassDeclaration: check,
      FunctionDeclaration: check,
      TSInterfaceDeclaration: check,
      TSTypeAliasDeclaration: check,
    };
  },
};

/** The bare word *frame* means the outer unit in the v5 specification and the inner one in the drivers. */
export const noFrame = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      frame: "'{{ name }}': say segment (outer, checksummed) or envelope (inner, 9-byte header), never frame",
    },
  },
  create(context) {
    const hasFrame = (name) => wordsOf(name).some((word) => word === 'frame' || word === 'frames');
    function check(node) {
      if (hasFrame(node.name)) context.report({ node, messageId: 'frame', data: { name: node.name } });
    }
    return {
      Identifier: check,
      PrivateIdentifier: check,
      Program(node) {
        const name = path.basename(context.filename);
        if (hasFrame(name)) context.report({ node, messageId: 'frame', data: { name } });
      },
    };
  },
};
