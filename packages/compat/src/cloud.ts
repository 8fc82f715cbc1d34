// Option `cloud`: an Astra database, by the secure connect bundle that core's `astra()` reads. The bundle is read by connect(), not before.
import type { AsyncClusterOptions } from '@async-cassandra/core';
import type * as Astra from '@async-cassandra/core/astra';
import { auth, type DseClientOptions } from 'cassandra-driver';
import { fileURLToPath } from 'node:url';
import type { EngineClientOptions } from './engine-client-options';

type TlsProvider = Extract<AsyncClusterOptions['ssl'], (...args: never[]) => unknown>;
type SniProxy = NonNullable<AsyncClusterOptions['sniProxy']>;

/** The options that an Astra database adds for the engine. */
interface CloudOptions {
  readonly allowProtocolV4: true;
  readonly authProvider: DseClientOptions['authProvider'];
  readonly sslOptions: TlsProvider;
  readonly sniProxy: SniProxy;
}

/** Returns whether the client is one of an Astra database. */
export function isCloud(options: DseClientOptions | undefined): boolean {
  return options?.cloud != null;
}

/** @throws TypeError for the same options as cassandra-driver's constructor. */
export function checkCloud({ cloud, contactPoints, sslOptions }: EngineClientOptions): void {
  const bundle: unknown = cloud?.secureConnectBundle;
  if (typeof bundle !== 'string' && !(bundle instanceof URL))
    throw new TypeError('secureConnectBundle in cloud options must be of type string');
  if (contactPoints) throw new TypeError('Contact points can not be defined when cloud settings are provided');
  if (sslOptions) throw new TypeError('SSL options can not be defined when cloud settings are provided');
}

/** Returns the options of the engine. Each of its functions reads the bundle again if the file has changed, and fails if it is wrong. */
export function cloudOptions({ cloud, authProvider, credentials }: EngineClientOptions): CloudOptions {
  const { secureConnectBundle } = cloud!;
  const bundle = secureConnectBundle instanceof URL ? fileURLToPath(secureConnectBundle) : secureConnectBundle;
  const load = loaderOf(bundle);
  return {
    allowProtocolV4: true,
    authProvider: authProvider ?? (credentials === undefined ? undefined! : loginOf(credentials)),
    sslOptions: async () => ((await load()).ssl as TlsProvider)(),
    sniProxy: async (signal) => (await load()).sniProxy!(signal),
  };
}

/** Returns a function that calls `astra()`, once until it has succeeded. */
function loaderOf(bundle: string): () => Promise<AsyncClusterOptions> {
  let loaded: Promise<AsyncClusterOptions> | undefined;
  return () => {
    loaded ??= read(bundle);
    loaded.catch(() => (loaded = undefined));
    return loaded;
  };
}

function read(bundle: string): Promise<AsyncClusterOptions> {
  // Not `import()`, which Jest refuses: it is loaded in the application's tests too.
  // oxlint-disable-next-line typescript/no-require-imports
  const { astra } = require('@async-cassandra/core/astra') as typeof Astra;
  // The login is an option of its own here: the token is never asked for.
  return astra({ bundle, token: () => '' });
}

function loginOf({ username, password }: NonNullable<DseClientOptions['credentials']>): auth.AuthProvider {
  return new auth.DsePlainTextAuthProvider(username, password);
}
