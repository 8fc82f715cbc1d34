import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { apiReport, publicPackages } from './api-report.mjs';

/** The lines that only one of two texts has: enough to see what changed. */
function difference(before, after) {
  const only = (lines, others) => lines.filter((line) => !others.includes(line));
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [...only(old, now).map((line) => `- ${line}`), ...only(now, old).map((line) => `+ ${line}`)].join('\n');
}

describe('the public surface', () => {
  for (const each of publicPackages()) {
    it(`of ${each.name} is the reviewed one`, async () => {
      const reviewed = readFileSync(each.reportFile, 'utf8');
      const built = await apiReport(each);
      const changed = `The public surface changed: run \`npm run api-report\` and review what it wrote\n${difference(reviewed, built)}`;
      assert.ok(built === reviewed, changed);
    });
  }

  for (const { name, reportFile } of publicPackages()) {
    it(`of ${name} names no type that an application cannot import`, () => {
      const [, named = ''] = readFileSync(reportFile, 'utf8').split('\n## Named above, but not exported\n');
      assert.deepEqual(named.match(/^(interface|type|(abstract )?class) \w+/gm) ?? [], []);
    });
  }
});
