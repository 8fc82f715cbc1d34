// Runs the specs of tools/ (node:test) and counts what they found.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { root } from '../run-command.mjs';
import { noCounts, reasonIn } from './counts.mjs';

const specs = () =>
  readdirSync(path.join(root, 'tools'), { recursive: true })
    .filter((file) => file.endsWith('.spec.mjs'))
    .map((file) => path.join(root, 'tools', file));

/** A group fails because a test in it did, which has an event of its own. */
const isGroup = ({ details }) => details?.type === 'suite' && details.error?.failureType !== 'hookFailed';

export async function runNodeTests({ show } = {}) {
  const counts = noCounts();
  const failures = [];
  const printed = [];
  for await (const { type, data } of run({ files: specs(), concurrency: 2 })) {
    if (type === 'test:stderr') printed.push(data.message);
    if ((type !== 'test:pass' && type !== 'test:fail') || isGroup(data)) continue;
    const { skip, todo, name, file, details } = data;
    if (skip !== undefined || todo !== undefined) {
      const reason = typeof skip === 'string' ? skip : reasonIn(name);
      counts.skipped.push({ name: `${path.relative(root, file)}: ${name}`, reason });
    } else if (type === 'test:pass') counts.passed += 1;
    else {
      counts.failed += 1;
      failures.push(`${name}\n${inspect(details.error?.cause ?? details.error)}`);
    }
    show?.(name);
  }
  return { counts, output: [...failures, printed.join('')].join('\n\n') };
}
