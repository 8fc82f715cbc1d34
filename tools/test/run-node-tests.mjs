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

const isSuite = ({ details }) => details?.type === 'suite';

export async function runNodeTests({ show } = {}) {
  const counts = noCounts();
  const failures = [];
  for await (const { type, data } of run({ files: specs(), concurrency: 2 })) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (type === 'test:fail') {
      failures.push(`${data.name}\n${inspect(data.details.error?.cause ?? data.details.error)}`);
    }
    if (isSuite(data)) continue;
    const { skip, todo, name, file } = data;
    if (skip !== undefined || todo !== undefined) {
      const reason = typeof skip === 'string' ? skip : reasonIn(name);
      counts.skipped.push({ name: `${path.relative(root, file)}: ${name}`, reason });
    } else if (type === 'test:pass') counts.passed += 1;
    else counts.failed += 1;
    show?.(name);
  }
  return { counts, output: failures.join('\n\n') };
}
