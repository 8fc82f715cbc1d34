import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import path from 'node:path';
import { it } from 'node:test';
import { root } from '../run-command.mjs';

const require = createRequire(import.meta.url);
const FileEnvironment = require('./file-environment.cjs');
const environment = () => {
  const { projects } = require('../../jest.config.cjs');
  return new FileEnvironment({ projectConfig: { ...projects[0], rootDir: root } }, { testPath: path.join(root, 'a') });
};

const ways = {
  run: (storage, work) => storage.run(1, work),
  enterWith(storage, work) {
    storage.enterWith(1);
    return work();
  },
};

for (const [name, use] of Object.entries(ways)) {
  it(`disables a storage that the file used by ${name}`, async () => {
    const file = environment();
    const storage = new AsyncLocalStorage();
    await use(storage, async () => {
      assert.equal(storage.getStore(), 1);
      await file.teardown();
      assert.equal(storage.getStore(), undefined);
    });
  });
}

it('records as many lines of a stack as Node does', () => {
  assert.equal(environment().global.Error.stackTraceLimit, Error.stackTraceLimit);
});
