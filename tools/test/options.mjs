// The options of `npm test -- ...`.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../run-command.mjs';

/** The folders of all packages and applications by name, and `tools`. */
export const workspaces = new Map([
  ...['packages', 'apps'].flatMap((workspace) =>
    readdirSync(path.join(root, workspace))
      .filter((name) => existsSync(path.join(root, workspace, name, 'package.json')))
      .map((name) => [name, `${workspace}/${name}`]),
  ),
  ['tools', 'tools'],
]);

const list = (values) => values?.flatMap((value) => value.split(','));

function refuseUnknown(option, names, known) {
  for (const name of names ?? []) {
    if (!known.includes(name)) throw new TypeError(`--${option} takes ${known.join(', ')}; not ${name}`);
  }
}

/** `only`: names of workspaces. `phase`: names of phases. Both undefined for everything. */
export function readOptions(args, phaseNames) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string', multiple: true },
      phase: { type: 'string', multiple: true },
    },
  });
  const { quick = false, only, phase } = { ...values, only: list(values.only), phase: list(values.phase) };
  refuseUnknown('only', only, [...workspaces.keys()]);
  refuseUnknown('phase', phase, phaseNames);
  return { quick, only, phase };
}

/** Returns the chosen phases. A phase that is chosen by name brings the phases that it needs. */
export function choosePhases(phases, { quick, only, phase: asked }) {
  const needed = new Set(asked);
  for (const { name, needs = [] } of phases.toReversed()) {
    if (needed.has(name)) for (const need of needs) needed.add(need);
  }
  return phases
    .filter(({ isQuick = false }) => !quick || isQuick)
    .filter(({ of }) => of === undefined || only === undefined || only.includes(of))
    .filter(({ name }) => asked === undefined || needed.has(name));
}
