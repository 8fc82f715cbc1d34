// How the shared code of a package is cut into parts, and how the parts take what they need from each other.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cutIntoParts, delayBuiltins, linkParts } from './parts.mjs';

const getter = (name) =>
  `Object.defineProperty(exports, "${name}", {\n\tenumerable: true,\n\tget: function() {\n\t\treturn ${name};\n\t}\n});`;

describe('the parts of the code', () => {
  it('are about equal, and each module stays in its place', () => {
    const modules = Array.from({ length: 100 }, (_, i) => [`module-${i}`, 10_000]);
    const parts = [...cutIntoParts(modules).values()];
    assert.deepEqual([...new Set(parts)], ['core-1', 'core-2', 'core-3']);
    assert.deepEqual(parts, parts.toSorted());
    assert.ok(parts.filter((part) => part === 'core-2').length >= 33);
  });

  it('are one for a small package', () => {
    assert.deepEqual([...cutIntoParts([['a', 5]]).values()], ['core-1']);
    assert.deepEqual([...cutIntoParts([]).values()], []);
  });
});

describe('what a part takes from another', () => {
  const importing = (use) => `"use strict";\nconst require_core_1 = require("./core-1.js");\n${use}\n`;

  it('is taken once, and no text moves within its line', () => {
    const use = '\treturn (0, require_core_1.read)(...require_core_1.$kind, require_core_1.read, my.require_core_1.b);';
    const lines = linkParts(importing(use), 'bundle/core-2.js').split('\n');
    assert.equal(
      lines[1],
      'const require_core_1 = require("./core-1.js"); var { read: require_core_1$read, $kind: require_core_1$$kind } = require_core_1;',
    );
    const linked =
      '\treturn (0, require_core_1$read)(...require_core_1$$kind, require_core_1$read, my.require_core_1.b);';
    assert.equal(lines[2], linked);
    assert.equal(linked.length, use.length);
  });

  it('is exported as a value', () => {
    assert.equal(
      linkParts(`const one = 1;\n${getter('one')}\n`, 'bundle/core-1.js'),
      'const one = 1;\nexports.one = one;\n',
    );
  });

  it('may not change later', () => {
    assert.throws(
      () => linkParts(`let one = 1;\n${getter('one')}\n`, 'bundle/core-1.js'),
      /core-1.js exports 'one' as let/,
    );
  });

  it('comes from an earlier part', () => {
    assert.throws(
      () => linkParts(importing('require_core_1.a();'), 'bundle/core-1.js'),
      /core-1, which is loaded after it/,
    );
  });
});

it('loads a builtin module when it is used', () => {
  const code =
    'let node_tls = require("node:tls");\nlet node_net = require("node:net");\n(0, node_tls.connect)(my.node_tls.other);\n';
  assert.equal(
    delayBuiltins(code),
    'const node_tls = { get connect() { return require("node:tls").connect; } };\nlet node_net = require("node:net");\n(0, node_tls.connect)(my.node_tls.other);\n',
  );
});
