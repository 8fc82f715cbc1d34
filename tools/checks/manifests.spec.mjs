import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { publicPackages } from './api-report.mjs';
import { manifestFields } from './manifests.mjs';

describe('the manifest', () => {
  for (const each of publicPackages()) {
    it(`of ${each.name} says where the project lives (node tools/checks/manifests.mjs writes it)`, () => {
      const manifest = JSON.parse(readFileSync(path.join(each.folder, 'package.json'), 'utf8'));
      const fields = manifestFields(each);
      assert.deepEqual(Object.fromEntries(Object.keys(fields).map((name) => [name, manifest[name]])), fields);
    });
  }
});
