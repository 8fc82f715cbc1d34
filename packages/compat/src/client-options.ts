// Converts the options of cassandra-driver's Client for the engine: some are converted, some are accepted with a warning because they have no
// effect here, and some are refused because ignoring them would change an answer.
import { errors, policies, types, type DseClientOptions } from 'cassandra-driver';
import { checkCloud, cloudOptions, isCloud } from './cloud';
import type { EngineClientOptions } from './engine-client-options';
import { numberOf } from './numbers';
import { checkOptions, valueAt } from './option-checks';

type Group = Readonly<Record<string, unknown>>;

/** The reason why an option has no effect. There is no warning if it has the value `unless`. */
interface Idle {
  readonly because: string;
  readonly unless?: unknown;
}

const always = (unless: unknown, because: string): Idle => ({ because, unless });
const never = (because: string): Idle => ({ because });

const idleOptions: Readonly<Record<string, Idle>> = {
  graphOptions: never('there are no graph statements'),
  id: never('nothing is reported to the server'),
  maxPrepared: never('the number of prepared statements that are kept is fixed'),
  prepareOnAllHosts: always(true, 'a statement is prepared on a node when the node first needs it'),
  promiseFactory: never('promises are those of the language'),
  rePrepareOnUp: always(true, 'a statement is prepared again on a node that has forgotten it'),
  'monitorReporting.enabled': always(false, 'nothing is reported to the server'),
  'pooling.coreConnectionsPerHost': never('every node gets the number of connections of local ones'),
  'pooling.warmup': always(true, 'connect() opens the connections'),
  'protocolOptions.maxVersion': always(0, 'native protocol v5 is spoken, and v4 only with allowProtocolV4'),
  'protocolOptions.noCompact': always(false, 'Cassandra 4.0 and later have no compact tables'),
  'queryOptions.captureStackTrace': always(false, 'where a text is new, an error names the line of the call by itself'),
  'socketOptions.coalescingThreshold': always(65_536, 'what gathers in one turn of the event loop is one write'),
  'socketOptions.defunctReadTimeoutThreshold': always(64, 'a connection with too many unanswered requests is replaced'),
  'socketOptions.keepAlive': always(true, 'idle connections are probed'),
  'socketOptions.keepAliveDelay': always(0, 'idle connections are probed after pooling.heartBeatInterval'),
  'socketOptions.tcpNoDelay': always(true, 'it is always on'),
};

/** Beside `cloud`. */
const idleInCloud: Readonly<Record<string, Idle>> = {
  'policies.addressResolution': never('all nodes of Astra are behind its proxy'),
  'protocolOptions.port': never('the bundle leads to the port'),
};

/** The options for `AsyncCluster.fromDriverOptions`, group by group. */
const taken = {
  client: [
    'allowProtocolV4',
    'allowedAuthenticators',
    'applicationName',
    'applicationVersion',
    'authProvider',
    'codecs',
    'contactPoints',
    'credentials',
    'datacenterFailover',
    'encoding',
    'localDataCenter',
    'localRack',
    'profiles',
    'refreshSchemaDelay',
    'sslOptions',
  ],
  pooling: ['heartBeatInterval', 'maxRequestsPerConnection'],
  policies: [
    'addressResolution',
    'loadBalancing',
    'reconnection',
    'retry',
    'speculativeExecution',
    'timestampGeneration',
  ],
  protocolOptions: ['maxSchemaAgreementWaitSeconds', 'port'],
  queryOptions: ['consistency', 'serialConsistency'],
  socketOptions: ['connectTimeout', 'readTimeout'],
} as const;

/** The read timeout of cassandra-driver, in milliseconds. */
const defaultReadTimeoutMs = 12_000;
const unpagedFetchSize = 0x7fff_ffff;

/** The engine takes a function as `sslOptions`. */
type EngineOptions = Omit<DseClientOptions, 'sslOptions'>;

export interface ReadOptions {
  /** The options for `AsyncCluster.fromDriverOptions`. */
  readonly engine: EngineOptions;
  /** One sentence about all options without effect; undefined if there are none. */
  readonly warning: string | undefined;
}

/**
 * Reads the options. @throws TypeError when contact points are missing; `NotSupportedError` for `noCompact` on v4, which would
 * change rows if it were ignored.
 */
export function readClientOptions(options: EngineClientOptions): ReadOptions {
  if (options?.allowProtocolV4 && options.protocolOptions?.noCompact) {
    throw new errors.NotSupportedError(
      "Option 'protocolOptions.noCompact' is not supported: drop the compact storage of the tables",
    );
  }
  if (isCloud(options)) checkCloud(options);
  else checkContactPoints(options);
  checkOptions(options);
  return { engine: engineOptions(options), warning: warningOf(options) };
}

function checkContactPoints(options: EngineClientOptions | undefined): void {
  const { contactPoints } = options ?? {};
  if (!Array.isArray(contactPoints) || contactPoints.length === 0)
    throw new TypeError('Contacts points are not defined.');
  const blank = contactPoints.findIndex((host) => !host);
  if (blank !== -1) {
    throw new TypeError(
      `Contact point ${blank} (${String(contactPoints[blank])}) is not a valid host name, ` +
        'the following values are valid contact points: ipAddress, hostName or ipAddress:port',
    );
  }
}

/** Returns the rows of a page. As in cassandra-driver, 0 or less means no paging, and so does a value that is no number. */
export function fetchSizeOf(fetchSize: unknown): number {
  const rows = Math.trunc(Number(fetchSize));
  return rows > 0 ? rows : unpagedFetchSize;
}

function engineOptions(options: EngineClientOptions): EngineOptions {
  const { queryOptions, pooling, policies: given, socketOptions } = options;
  const local = numberOf(pooling?.coreConnectionsPerHost?.[0]) as number | undefined;
  const cloud = isCloud(options);
  return {
    ...pick(options, taken.client),
    ...(cloud ? cloudOptions(options) : {}),
    pooling: {
      ...numbers(pooling, taken.pooling),
      ...(local === undefined ? {} : { coreConnectionsPerHost: { 0: local } }),
    },
    policies: {
      retry: policies.defaultRetryPolicy(),
      ...pick(given, cloud ? taken.policies.filter((name) => name !== 'addressResolution') : taken.policies),
    },
    protocolOptions: {
      ...numbers(options.protocolOptions, cloud ? ['maxSchemaAgreementWaitSeconds'] : taken.protocolOptions),
      ...(forcesV4(options) ? { maxVersion: 4 } : {}),
    },
    queryOptions: {
      ...(cloud ? { consistency: types.consistencies.localQuorum } : {}),
      ...numbers(queryOptions, taken.queryOptions),
      ...(queryOptions?.fetchSize == null ? {} : { fetchSize: fetchSizeOf(queryOptions.fetchSize) }),
      ...(queryOptions?.retry == null ? {} : { retry: queryOptions.retry }),
    },
    socketOptions: { readTimeout: defaultReadTimeoutMs, ...numbers(socketOptions, taken.socketOptions) },
  };
}

/** Whether the highest version is 4, where v4 is allowed. */
function forcesV4({ allowProtocolV4, protocolOptions }: EngineClientOptions): boolean {
  return allowProtocolV4 === true && protocolOptions?.maxVersion === 4;
}

/** Whether `maxVersion` has its effect: the version is 4 or higher, and v4 is allowed. */
function isSpokenVersion(path: string, value: unknown, { allowProtocolV4 }: EngineClientOptions): boolean {
  return path === 'protocolOptions.maxVersion' && allowProtocolV4 === true && (value as number) >= 4;
}

/** Like `pick`, for options that are numbers. */
function numbers(group: object | null | undefined, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(pick(group, names)).map(([name, value]) => [name, numberOf(value)]));
}

function pick(group: object | null | undefined, names: readonly string[]): object {
  const given = (group ?? {}) as Group;
  return Object.fromEntries(names.filter((name) => given[name] != null).map((name) => [name, given[name]]));
}

function warningOf(options: EngineClientOptions): string | undefined {
  const idle = isCloud(options) ? { ...idleOptions, ...idleInCloud } : idleOptions;
  const reasons = Object.entries(idle).flatMap(([path, { because, unless }]) => {
    const value = valueAt(options, path);
    const isNews =
      value != null && value !== unless && !isLocalOnly(path, value) && !isSpokenVersion(path, value, options);
    return isNews ? [`'${path}': ${because}`] : [];
  });
  return reasons.length === 0 ? undefined : `Options without effect: ${reasons.join('; ')}`;
}

/** Whether the numbers for `types.distance.local` and `remote` are the same, or `remote` has none. */
function isLocalOnly(path: string, value: unknown): boolean {
  if (path !== 'pooling.coreConnectionsPerHost') return false;
  const { 0: local, 1: remote = local, 2: ignored = 0 } = value as Record<string, number>;
  return remote === local && ignored === 0;
}
