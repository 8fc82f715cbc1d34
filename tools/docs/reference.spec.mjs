import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { publicPackages } from '../checks/api-report.mjs';
import { readPackage } from './reference.mjs';

describe('the API reference', () => {
  for (const description of publicPackages()) {
    it(`of ${description.name} is read without a warning`, async () => {
      const { project, complaints } = await readPackage(description);
      assert.deepEqual(complaints, []);
      assert.ok(project.children.length > 0);
    });
  }
});

it('notices a link in a comment that leads nowhere', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'linked-'));
  after(() => rmSync(folder, { recursive: true }));
  const exports = { '.': { '@async-cassandra/source': './linked.ts' } };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'linked', exports }));
  writeFileSync(path.join(folder, 'tsconfig.lib.json'), JSON.stringify({ files: ['linked.ts'] }));
  writeFileSync(path.join(folder, 'linked.ts'), '/** See {@link nowhere}. */\nexport const linked = 1;\n');
  const { complaints } = await readPackage({ name: 'linked', folder });
  assert.match(complaints.join(), /link to "nowhere"/);
});
