import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { apiReport, publicPackages } from './api-report.mjs';

describe('the public surface', () => {
  for (const each of publicPackages()) {
    it(`of ${each.name} is the reviewed one [run \`npm run api-report\`, then read the difference]`, () => {
      assert.equal(apiReport(each), readFileSync(each.reportFile, 'utf8'));
    });
  }
});
