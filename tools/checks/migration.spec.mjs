// Who comes from cassandra-driver finds a row for each option of a call and each event: a newer driver that has one more breaks this.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import ts from 'typescript';
import { root } from '../run-command.mjs';

const textOf = (file) => readFileSync(path.join(root, file), 'utf8');
const driver = 'node_modules/cassandra-driver';
const guide = textOf('docs/migration/cassandra-driver.md');

/** The first cells of the table below a heading. */
function rowsOf(heading) {
  const [, section] = guide.split(`\n## ${heading}\n`);
  return [...section.split('\n## ')[0].matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
}

function membersOf(interfaceName, file) {
  const { statements } = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ESNext);
  const declarations = statements.filter((it) => ts.isInterfaceDeclaration(it) && it.name.text === interfaceName);
  return declarations.flatMap(({ members }) => members.map(({ name }) => name.text));
}

/** The driver types no events: its comments name the events of nodes. */
const nodeEvents = [...textOf(`${driver}/lib/client.js`).matchAll(/@event Client#(\w+)/g)].map(([, name]) => name);

describe('the guide for users of cassandra-driver', () => {
  it('has a row for each option of a call', () => {
    const options = membersOf('QueryOptions', `${driver}/index.d.ts`);
    assert.ok(options.length >= 22, `${options.length} options`);
    // Documented by the driver, and not in its types.
    assert.deepEqual(rowsOf('Options of a call'), [...options, 'executeAs'].sort());
  });

  it('has a row for each event', () => {
    assert.ok(nodeEvents.length >= 4, `${nodeEvents.length} events`);
    assert.deepEqual(rowsOf('Events').sort(), [...nodeEvents, 'log'].sort());
  });
});
