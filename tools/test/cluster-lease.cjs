// A fixture that lives on after the spec that has it: `stop()` only drops the keyspaces that the spec created.
class ClusterLease {
  #fixture;
  #firstNodes;
  #keyspaces = new Set();

  constructor(fixture, firstNodes) {
    this.#fixture = fixture;
    this.#firstNodes = firstNodes;
  }

  get provider() {
    return this.#fixture.provider;
  }

  get reason() {
    return this.#fixture.reason;
  }

  /** Without those that joined later and are gone again. */
  get contactPoints() {
    return this.#fixture.contactPoints.filter(
      (_, index) => index < this.#firstNodes || this.node(index).state !== 'stopped',
    );
  }

  get port() {
    return this.#fixture.port;
  }

  get localDatacenter() {
    return this.#fixture.localDatacenter;
  }

  clusterOptions() {
    return { ...this.#fixture.clusterOptions(), contactPoints: this.contactPoints };
  }

  driverOptions() {
    return { ...this.#fixture.driverOptions(), contactPoints: this.contactPoints };
  }

  environment() {
    return { ...this.#fixture.environment(), CASSANDRA_CONTACT_POINTS: this.contactPoints.join(',') };
  }

  async createKeyspace(prefix, options) {
    const name = await this.#fixture.createKeyspace(prefix, options);
    this.#keyspaces.add(name);
    return name;
  }

  async dropKeyspace(name) {
    await this.#fixture.dropKeyspace(name);
    this.#keyspaces.delete(name);
  }

  runCql(fileOrText, options) {
    return this.#fixture.runCql(fileOrText, options);
  }

  node(index) {
    return this.#fixture.node(index);
  }

  addNode(options) {
    return this.#fixture.addNode(options);
  }

  logs() {
    return this.#fixture.logs();
  }

  async stop() {
    for (const name of [...this.#keyspaces]) await this.dropKeyspace(name);
  }

  [Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')]() {
    return this.stop();
  }
}

exports.ClusterLease = ClusterLease;
