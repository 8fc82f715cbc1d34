// Every bag of options of this package: a table for each, checked as core checks its own.
import { ConfigurationError } from '@async-cassandra/core';
import {
  callback,
  clusterOptionNames,
  complaintAbout,
  milliseconds,
  option,
  optionBag,
  text,
  trueOrFalse,
  wholeNumber,
  type Check,
  type OptionBag,
  type OptionTable,
} from '@async-cassandra/core/options';
import type {
  CassandraModuleAsyncOptions,
  CassandraModuleOptions,
  MigrationSettings,
} from '../cassandra-module-options';
import type { FeatureStatement } from '../feature-statement';
import type { NdjsonStreamOptions } from '../ndjson/ndjson-options';
import type { CassandraPingOptions } from '../terminus/cassandra.health';

type TableFor<Options> = Readonly<Record<keyof Required<Options>, OptionTable[string]>>;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
const object = (what: string): Check => {
  return (value) => (isObject(value) ? undefined : `must be ${what}`);
};
const orFunction = (check: Check, what: string): Check => {
  return (value) => (typeof value === 'function' || check(value) === undefined ? undefined : `must be ${what}`);
};
const anything: Check = () => undefined;

const settledNames = { name: option(text), isGlobal: option(trueOrFalse) };

const connectionTable = {
  ...settledNames,
  cluster: option(orFunction(object(''), 'options of AsyncCluster, or a function that gives them')),
  keyspace: option(text),
  migrations: option(object('an object with the folder of the migrations')),
  retryAttempts: option(wholeNumber(0, 0x7fff_ffff)),
  retryDelayMs: option(orFunction(milliseconds(0), 'a number of milliseconds, or a function that gives it')),
  toRetry: option(callback()),
  verboseRetryLog: option(trueOrFalse),
  lazyConnection: option(trueOrFalse),
  onClusterCreate: option(callback()),
  sessionFactory: option(callback()),
  shutdownTimeoutMs: option(milliseconds(0)),
  metrics: option(object('a MetricsMiddleware')),
} satisfies TableFor<CassandraModuleOptions>;

const ofCluster = clusterOptionNames
  .filter((name) => !Object.hasOwn(connectionTable, name))
  .map((name) => [name, "it goes into 'cluster', with the options of AsyncCluster"]);

/** The hints are for options of AsyncCluster, and for names that other modules of Nest have. */
export const connectionBag = optionBag('a connection', connectionTable, {
  ...(Object.fromEntries(ofCluster) as Record<string, string>),
  connectionFactory: "give 'sessionFactory'",
  connectionName: "give 'name'",
  onConnectionCreate: "give 'onClusterCreate'",
});

const fromFactory = Object.keys(connectionTable)
  .filter((name) => !Object.hasOwn(settledNames, name))
  .map((name) => [name, "the factory returns it, with the connection's other options"]);

export const asyncConnectionBag = optionBag(
  'forRootAsync',
  {
    ...settledNames,
    imports: option(anything),
    inject: option(anything),
    useFactory: option(callback()),
    useClass: option(anything),
    useExisting: option(anything),
    extraProviders: option(anything),
  } satisfies TableFor<CassandraModuleAsyncOptions>,
  Object.fromEntries(fromFactory) as Record<string, string>,
);

export const migrationsBag = optionBag(
  "option 'migrations'",
  {
    folder: option(text),
    replication: option(object('an object with class')),
    lock: option(object('an object with waitMs and leaseMs')),
    statementTimeoutMs: option(milliseconds(1)),
  } satisfies TableFor<MigrationSettings>,
  { keyspace: "give 'keyspace' of the connection: migrations run in it" },
);

export const featureStatementBag = optionBag('a statement of forFeature', {
  query: option(text),
  isIdempotent: option(trueOrFalse),
} satisfies TableFor<Exclude<FeatureStatement, string>>);

export const ndjsonBag = optionBag('@NdjsonStream', {
  maxWaiting: option(wholeNumber(1, 0x7fff_ffff)),
} satisfies TableFor<NdjsonStreamOptions>);

export const pingBag = optionBag('pingCheck', {
  connection: option(text),
  timeoutMs: option(milliseconds(0)),
  minNodesUp: option(wholeNumber(0, 0x7fff_ffff)),
} satisfies TableFor<CassandraPingOptions>);

/** @throws ConfigurationError, which names the first wrong option after `subject`. */
export function checkBag(subject: string, bag: OptionBag<OptionTable>, options: unknown, path = ''): void {
  const complaint = complaintAbout(bag, options, path);
  if (complaint === undefined) return;
  throw new ConfigurationError(`${subject}: ${complaint.charAt(0).toLowerCase()}${complaint.slice(1)}`);
}
