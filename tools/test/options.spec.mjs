import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { choosePhases, readOptions } from './options.mjs';
import { phases } from './phases.mjs';
import { projectsOf } from './run-jest.mjs';

const names = phases.map(({ name }) => name);
const chosen = (...args) => choosePhases(phases, readOptions(args, names)).map(({ name }) => name);

describe('the phases', () => {
  it('are all there without an option', () => {
    assert.deepEqual(chosen(), names);
  });

  it('stand below those that they need', () => {
    for (const [index, { needs = [] }] of phases.entries()) {
      for (const need of needs) assert.ok(names.slice(0, index).includes(need), `${names[index]} needs ${need}`);
    }
  });

  it('need no server when they are quick', () => {
    assert.deepEqual(chosen('--quick').sort(), ['build', 'format', 'lint', 'sources', 'types', 'unit']);
  });

  it('come with those that they need when they are asked for by name', () => {
    assert.deepEqual(chosen('--phase', 'cluster'), ['build', 'browser', 'cluster']);
    assert.deepEqual(chosen('--phase', 'lint,format'), ['lint', 'format']);
    assert.deepEqual(chosen('--phase', 'lint', '--phase', 'format'), ['lint', 'format']);
  });

  it('of the tools are left out for one package, and the other way round', () => {
    assert.ok(!chosen('--only', 'core').includes('tools'));
    assert.ok(!chosen('--only', 'core').includes('docker'));
    assert.ok(chosen('--only', 'tools').includes('runtimes'));
  });

  it('run the Jest projects of one package', () => {
    assert.deepEqual(projectsOf(['unit', 'real'], ['core']), ['core unit', 'core real']);
    assert.deepEqual(projectsOf(['unit'], ['tools']), []);
  });

  it('are refused by a name that they do not have', () => {
    assert.throws(() => chosen('--only', 'cor'), /--only takes .*core.*; not cor/);
    assert.throws(() => chosen('--phase', 'units'), /--phase takes build, .*; not units/);
    assert.throws(() => chosen('--fast'), /--fast/);
  });
});

it('every kind of test belongs to a phase', () => {
  const { projects } = createRequire(import.meta.url)('../../jest.config.cjs');
  const kinds = new Set(projects.map(({ displayName }) => displayName.split(' ').at(-1)));
  assert.deepEqual(phases.flatMap((phase) => phase.kinds ?? []).sort(), [...kinds].sort());
});
