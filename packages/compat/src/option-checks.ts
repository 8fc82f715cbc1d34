// The checks of cassandra-driver's constructor, with its messages. An object of another copy of cassandra-driver passes by its methods.
import { types, type DseClientOptions } from 'cassandra-driver';

interface Check {
  readonly path: string;
  accepts(value: unknown): boolean;
  message(value: unknown): string;
}

/** Missing in cassandra-driver's declarations. It knows v1 to v4, and DSE's. */
const { isSupported } = types.protocolVersion as unknown as { isSupported(version: number): boolean };
const isVersion = (version: number): boolean =>
  [0, 5, 6].includes(version) || isSupported.call(types.protocolVersion, version);

const checks: readonly Check[] = [
  instance('requestTracker', 'requestTracker', 'RequestTracker', ['onSuccess', 'onError', 'shutdown']),
  instance('metrics', 'metrics', 'ClientMetrics', ['onResponse', 'onSuccessfulResponse', 'onOtherError']),
  policy('loadBalancing', 'Load balancing policy', 'LoadBalancingPolicy', ['init', 'getDistance', 'newQueryPlan']),
  policy('reconnection', 'Reconnection policy', 'ReconnectionPolicy', ['newSchedule']),
  policy('retry', 'Retry policy', 'RetryPolicy', ['onReadTimeout', 'onWriteTimeout', 'onUnavailable']),
  policy('addressResolution', 'Address resolution policy', 'AddressTranslator', ['translate']),
  policy('timestampGeneration', 'Timestamp generation policy', 'TimestampGenerator', ['next']),
  {
    path: 'protocolOptions.maxVersion',
    accepts: (version) => typeof version === 'number' && isVersion(version),
    message: (version) => `protocolOptions.maxVersion provided (${String(version)}) is invalid`,
  },
  {
    path: 'socketOptions.readTimeout',
    accepts: (value) => typeof value === 'number',
    message: () => 'socketOptions.readTimeout must be a Number',
  },
  instance('authProvider', 'options.authProvider', 'AuthProvider', ['newAuthenticator']),
  collection('map', 'set'),
  collection('set', 'add'),
  {
    path: 'profiles',
    accepts: (profiles) => Array.isArray(profiles),
    message: () => 'profiles must be an Array of ExecutionProfile instances',
  },
  text('applicationName'),
  text('applicationVersion'),
];

/** Checks the options that are given. @throws TypeError with cassandra-driver's message. */
export function checkOptions(options: DseClientOptions): void {
  for (const { path, accepts, message } of checks) {
    const value = valueAt(options, path);
    if (value != null && !accepts(value)) throw new TypeError(message(value));
  }
  const { authProvider, credentials } = options;
  if (authProvider != null || !credentials) return;
  if (typeof credentials.username !== 'string' || typeof credentials.password !== 'string') {
    throw new TypeError('credentials username and password must be a string');
  }
}

/** Returns the option at a path, `group.name` or `name`. */
export function valueAt(options: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((group, name) => (group as Readonly<Record<string, unknown>> | null | undefined)?.[name], options);
}

function instance(path: string, what: string, className: string, methods: readonly string[]): Check {
  return {
    path,
    accepts: (value) => methods.every((name) => typeof valueAt(Object(value) as object, name) === 'function'),
    message: () => `${what} must be an instance of ${className}`,
  };
}

function policy(name: string, what: string, className: string, methods: readonly string[]): Check {
  return instance(`policies.${name}`, what, className, methods);
}

/** `encoding.map` or `encoding.set`: the class of the application. */
function collection(name: 'map' | 'set', add: string): Check {
  return {
    path: `encoding.${name}`,
    accepts: (value) =>
      typeof value === 'function' &&
      [add, 'forEach'].every((method) => typeof valueAt(value, `prototype.${method}`) === 'function'),
    message: () => `${name === 'map' ? 'Map' : 'Set'} constructor not valid`,
  };
}

function text(path: string): Check {
  return { path, accepts: (value) => typeof value === 'string', message: () => `${path} should be a String` };
}
