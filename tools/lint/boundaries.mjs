// The allowed imports: the tables of ARCHITECTURE.md. The rule in `import-boundaries.mjs` reads them; change both together.

/** The packages that a package may import. Its tests may import `testing` as well. */
export const packageMayImport = {
  'cql-script': [],
  testing: ['cql-script'],
  core: ['cql-script'],
  rxjs: ['core'],
  migrations: ['core', 'cql-script'],
  nestjs: ['core', 'migrations'],
  compat: ['core'],
  cli: ['core', 'cql-script', 'migrations', 'testing'],
  'demo-api': ['core', 'migrations', 'rxjs', 'nestjs'],
};

export const packageHints = {
  'cql-script': 'cql-script is a leaf that core, testing and migrations share: texts in, tokens and statements out',
  testing:
    'testing is a leaf but for cql-script: it reaches a server through the stock cassandra-driver, so that core cannot confirm itself',
  core: 'core builds on cql-script only; what rxjs or nestjs need belongs behind core’s public API, and test fixtures belong in tests',
  rxjs: 'rxjs builds on core’s public API only',
  migrations: 'migrations builds on core’s public API, and on cql-script',
  nestjs: 'nestjs builds on core’s public API, and on migrations, which is optional',
  compat: 'compat builds on core’s public API only; it may import cassandra-driver, whose API it has',
  cli: 'cli is the command async-cassandra: what it does is core’s and migrations’ public API; testing, which is optional, starts throw-away servers',
  'demo-api': 'the demo uses the published packages, and testing in its tests only',
};

const wire = ['errors', 'driver'];
const low = ['options', 'waiting', ...wire];
const connection = ['protocol', 'codec', ...low];
const routing = ['connection', ...connection];
const parts = ['routing', ...routing];
const control = ['statement', 'result', 'policies', ...parts];

/** The layers inside core, from the top down, each with the folders that its files may import. */
export const layerMayImport = {
  cluster: ['scan', 'session', 'control', 'observability', ...control],
  scan: ['session', 'control', 'observability', ...control],
  session: ['control', 'observability', ...control],
  control,
  statement: parts,
  result: parts,
  policies: parts,
  routing,
  connection: ['observability', ...connection],
  protocol: low,
  temporal: ['codec', ...wire],
  keyspaces: ['cluster', 'policies', ...low],
  astra: ['cluster', 'control', 'connection', ...low],
  opentelemetry: ['observability', 'connection', ...low],
  codec: ['protocol', ...low],
  observability: low,
  options: wire,
  waiting: wire,
  errors: ['driver'],
  driver: [],
};

/** The contents of each layer, for the message about a misplaced import. */
export const layerHolds = {
  cluster: 'AsyncCluster, its options and what wires the other layers together',
  scan: 'whole tables: scans, counts, ranges, checkpoints',
  session: 'AsyncCassandraSession and the life of one request',
  control: 'the control connection: nodes, events, schema',
  statement:
    'statements and call options as users write them, what was prepared, and what a failed write may have done',
  result: 'result sets, streams, paging states, rows and traces',
  policies: 'decisions: retry, speculative executions, load balancing, and what a driver policy is shown of us',
  routing: 'tokens, token ranges, routing keys, replicas',
  connection: 'one socket, and a node’s pool of them',
  protocol: 'bytes to messages and back, without I/O',
  keyspaces: 'the options of a cluster that is Amazon Keyspaces, an export path of its own',
  astra: 'the options of a cluster that is an Astra database, an export path of its own',
  temporal: 'codecs for the classes of Temporal, an export path of its own',
  opentelemetry: 'the instrumentation for an SDK of OpenTelemetry, an export path of its own',
  codec: 'CQL values to JavaScript values and back, without I/O',
  observability: 'metrics, monitor, diagnostics channels; it is handed what it observes',
  options: 'the tables that bags of options are checked by',
  waiting: 'deadlines, pauses, turns, reconnection, signals, guarded callbacks',
  errors: 'errors and their codes, known to every layer',
  driver: 'the one door to cassandra-driver',
};

/** Layers that only turn bytes into values, with all external modules that they may use. */
export const pureLayers = {
  protocol: ['node:buffer', 'node:zlib', 'lz4-napi'],
  // node:util/types distinguishes a Date, a Map or bytes of another realm from look-alikes.
  codec: ['node:buffer', 'node:util/types', 'lru-cache'],
};
