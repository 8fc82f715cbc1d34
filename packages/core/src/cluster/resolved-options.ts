// The options of a cluster, checked and complete. The other layers take their part of it through interfaces of their own.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { inspect } from 'node:util';
import type { EncodingOptions } from '../codec/encoding-options';
import type { TranslateAddress } from '../control/address-translation';
import type { AuthProvider } from '../driver/auth';
import type { AddressTranslator, ReconnectionPolicy, TimestampGenerator } from '../driver/policies';
import type { MetricsMiddleware } from '../observability/metrics/metrics-middleware';
import type { ResolvedProfile } from '../policies/execution-profile';
import type { ContactPoint } from './contact-point';

export interface PlainOptions {
  readonly contactPoints: readonly ContactPoint[];
  readonly port: number;
  /** Undefined: that of the first contact point that answers. */
  readonly localDatacenter: string | undefined;
  /** Never ends and gives only delays that a timer takes, whatever the user's policy does. */
  readonly reconnectionPolicy: ReconnectionPolicy;
  readonly timestampGenerator: TimestampGenerator;
  readonly translateAddress: TranslateAddress | AddressTranslator | undefined;
  readonly compression: 'none' | 'lz4';
  readonly connectionsPerNode: number;
  readonly maxRequestsPerConnection: number;
  readonly maxConcurrentRequests: number;
  readonly maxQueuedRequests: number;
  readonly maxSchemaAgreementWaitMs: number;
  readonly controlConnectionTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly idleHeartbeatIntervalMs: number;
  readonly schemaEventRefreshWindowMs: number;
  readonly topologyEventRefreshWindowMs: number;
  readonly statusEventRefreshWindowMs: number;
  /** What holds for a request that names no profile. */
  readonly defaultProfile: ResolvedProfile;
  readonly profiles: ReadonlyMap<string, ResolvedProfile>;
  readonly encoding: EncodingOptions;
  readonly applicationName: string | undefined;
  readonly applicationVersion: string | undefined;
  readonly metrics: MetricsMiddleware | undefined;
}

export interface Secrets {
  readonly authProvider: AuthProvider | undefined;
  readonly ssl: TlsOptions | undefined;
}

export interface ResolvedOptions extends PlainOptions, Secrets {}

/** The secrets can be read, but neither `util.inspect` in any of its modes nor JSON nor a copy by spread shows them. */
class OptionsWithSecrets implements Secrets {
  readonly #secrets: Secrets;

  constructor(plain: PlainOptions, secrets: Secrets) {
    Object.assign(this, plain);
    this.#secrets = secrets;
    Object.freeze(this);
  }

  get authProvider(): AuthProvider | undefined {
    return this.#secrets.authProvider;
  }

  get ssl(): TlsOptions | undefined {
    return this.#secrets.ssl;
  }

  [inspect.custom](): object {
    return { ...this };
  }
}

export function withSecrets(plain: PlainOptions, secrets: Secrets): ResolvedOptions {
  return new OptionsWithSecrets(plain, secrets) as unknown as ResolvedOptions;
}
