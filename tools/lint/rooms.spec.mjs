// The rooms of core, one folder below packages/core/src each: the imports of all files together make no circle, and no room outgrows the others.
// Who may import whom, file by file, is the rule in import-boundaries.mjs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { layerMayImport } from './boundaries.mjs';

const sources = path.resolve(import.meta.dirname, '../../packages/core/src');
/** The part of core's lines that one room may have. */
const largestShare = 0.15;

const files = readdirSync(sources, { recursive: true })
  .filter((file) => file.endsWith('.ts') && file.includes(path.sep) && !/\.(spec|spec-support)\.ts$/.test(file))
  .map((file) => ({ file, room: file.split(path.sep)[0], text: readFileSync(path.join(sources, file), 'utf8') }));

const rooms = new Map(
  [...new Set(files.map(({ room }) => room))].map((room) => [room, { lines: 0, imports: new Set() }]),
);
for (const { file, room, text } of files) {
  const found = rooms.get(room);
  found.lines += text.split('\n').length - 1;
  for (const [, specifier] of text.matchAll(/\bfrom '(\.[^']*)'/g)) {
    const [target] = path.join(path.dirname(file), specifier).split(path.sep);
    if (target !== room && target !== '..') found.imports.add(target);
  }
}

/** Returns the rooms of a circle, or undefined where the imports make none. */
function circleIn(importsOf) {
  const done = new Set();
  const visit = (room, way) => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room];
    if (done.has(room)) return undefined;
    for (const next of importsOf(room)) {
      const circle = visit(next, [...way, room]);
      if (circle !== undefined) return circle;
    }
    done.add(room);
    return undefined;
  };
  for (const room of rooms.keys()) {
    const circle = visit(room, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

describe('the rooms of core', () => {
  it('are those of the table', () => {
    assert.deepEqual([...rooms.keys()].sort(), Object.keys(layerMayImport).sort());
  });

  it('import one another without a circle', () => {
    assert.deepEqual(
      circleIn((room) => rooms.get(room).imports),
      undefined,
    );
  });

  it('may import one another without a circle', () => {
    assert.deepEqual(
      circleIn((room) => layerMayImport[room]),
      undefined,
    );
  });

  it(`have at most ${largestShare * 100} % of its lines each`, () => {
    const all = [...rooms.values()].reduce((sum, { lines }) => sum + lines, 0);
    const tooLarge = [...rooms]
      .filter(([, { lines }]) => lines > all * largestShare)
      .map(([room, { lines }]) => `${room}: ${lines} of ${all} lines`);
    assert.deepEqual(tooLarge, [], 'move what another room can hold as well, or make a room of a part');
  });
});

it('a circle is found', () => {
  const imports = { session: ['control'], control: ['policies'], policies: ['session'] };
  const circle = circleIn((room) => imports[room] ?? []);
  assert.deepEqual([...new Set(circle)].sort(), ['control', 'policies', 'session']);
});
