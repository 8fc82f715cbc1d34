// The environment of the cluster specs: `sharedClusters.threeNodes()` gives a real cluster, the same one to every file that the process
// runs, and whole again for each.
const FileEnvironment = require('./file-environment.cjs');
const { threeNodes } = require('./shared-clusters.cjs');

module.exports = class ClusterEnvironment extends FileEnvironment {
  #lease;

  async setup() {
    await super.setup();
    this.global.sharedClusters = { threeNodes: () => (this.#lease ??= threeNodes.lease()) };
  }

  async teardown() {
    if (this.#lease !== undefined) {
      await threeNodes.mend();
      await (await this.#lease).stop();
    }
    await super.teardown();
  }
};
