// The checked and complete options of a cluster. The other layers take their part through interfaces of their own.
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { inspect } from 'node:util';
import type { TlsOptionsProvider } from '../connection/tls-options';
import type { AuthProvider } from '../driver/auth';
import type { ReconnectionPolicy, TimestampGenerator } from '../driver/policies';
import type { CompleteFailover } from '../policies/datacenter-failover';
import type { ResolvedProfile } from '../policies/resolved-profile';
import type { CompleteClusterOptions } from './cluster-options';
import type { ContactPoint } from './contact-point';

/** The options that are converted, or completed by more than a default. */
type Replaced =
  | 'authProvider'
  | 'ssl'
  | 'contactPoints'
  | 'executionProfiles'
  | 'reconnectionPolicy'
  | 'timestampGenerator'
  | 'datacenterFailover';

export interface PlainOptions extends Omit<CompleteClusterOptions, Replaced> {
  readonly contactPoints: readonly ContactPoint[];
  readonly reconnectionPolicy: ReconnectionPolicy;
  readonly timestampGenerator: TimestampGenerator;
  readonly datacenterFailover: CompleteFailover | undefined;
  /** The options of a request that names no profile. */
  readonly defaultProfile: ResolvedProfile;
  readonly profiles: ReadonlyMap<string, ResolvedProfile>;
}

export interface Secrets {
  readonly authProvider: AuthProvider | undefined;
  readonly ssl: TlsOptions | TlsOptionsProvider | undefined;
}

export interface ResolvedOptions extends PlainOptions, Secrets {}

/** Keeps the secrets readable, but hides them from `util.inspect` in all its modes, from JSON and from copies by spread. */
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

  get ssl(): TlsOptions | TlsOptionsProvider | undefined {
    return this.#secrets.ssl;
  }

  [inspect.custom](): object {
    return { ...this };
  }
}

export function withSecrets(plain: PlainOptions, secrets: Secrets): ResolvedOptions {
  return new OptionsWithSecrets(plain, secrets) as unknown as ResolvedOptions;
}
