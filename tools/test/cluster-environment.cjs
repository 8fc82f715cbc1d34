// The environment of the cluster specs: `sharedClusters.threeNodes()` gives a real cluster, the same one to every file that the process
// runs, and whole again for each.
const FileEnvironment = require('./file-environment.cjs');
const { sharedClusters } = require('./shared-clusters.cjs');

module.exports = class ClusterEnvironment extends FileEnvironment {
  #leases = new Map();

  async setup() {
    await super.setup();
    this.global.sharedClusters = Object.fromEntries(
      Object.entries(sharedClusters).map(([name, cluster]) => [name, () => this.#lease(cluster)]),
    );
  }

  #lease(cluster) {
    if (!this.#leases.has(cluster)) this.#leases.set(cluster, cluster.lease());
    return this.#leases.get(cluster);
  }

  async teardown() {
    for (const [cluster, lease] of this.#leases) {
      await cluster.mend();
      await (await lease).stop();
    }
    await super.teardown();
  }
};
