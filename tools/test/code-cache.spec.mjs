import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { it } from 'node:test';
import vm from 'node:vm';

createRequire(import.meta.url)('./code-cache.cjs');
// Jest's parameters and options of a module.
const load = (source, context, filename = '/a/module.js') => {
  const exports = {};
  vm.compileFunction(source, ['module', 'exports'], { filename, parsingContext: context })({}, exports);
  return exports;
};
const source = 'let count = 0; exports.next = () => `${++count} of ${globalThis.name} ${[] instanceof Array}`;';

it('gives each context a module of its own, however often it was compiled', () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const { next } = load(source, vm.createContext({ name }));
    assert.deepEqual([next(), next()], [`1 of ${name} true`, `2 of ${name} true`]);
  }
});

it('takes the code that was kept for no other source, also of the same length', () => {
  for (const text of ['one', 'two', 'one', 'six', 'six', 'six', 'two'])
    assert.equal(load(`exports.text = '${text}';`, vm.createContext(), '/a/other.js').text, text);
});

it('gives V8 the code from the third time on, and V8 accepts it', () => {
  const compiled = Array.from({ length: 4 }, () =>
    vm.compileFunction(source, ['exports'], { filename: '/a/third.js', parsingContext: vm.createContext() }),
  );
  assert.deepEqual(
    compiled.map(({ cachedDataRejected }) => cachedDataRejected),
    [undefined, undefined, false, false],
  );
});
