// The environment of each test file. What a file leaves in the process of its worker slows down all files after it: an AsyncLocalStorage that was
// used once costs every later promise something until somebody disables it (Node 20 and 22), and Jest itself leaves one for each file.
const { AsyncLocalStorage } = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');
require('./code-cache.cjs');

const used = new Set();

for (const name of ['run', 'enterWith']) {
  const use = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    used.add(this);
    return use.apply(this, args);
  };
}

module.exports = class FileEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    // Node's own limit. Jest's is 100: each error and each `expect` would record that many lines.
    this.global.Error.stackTraceLimit = 10;
  }

  async teardown() {
    await super.teardown();
    for (const storage of used) storage.disable();
    used.clear();
  }
};
