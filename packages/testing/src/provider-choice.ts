import type { ProviderName, StartOptions } from './fixture';
import { FixtureError, fixtureErrorCode } from './fixture-error';

/** Whether a provider is available here, and the reason in words that fit after "because" and after "but". */
export type Availability = { readonly isAvailable: boolean; readonly reason: string };

export type AvailabilityCheck = (options: StartOptions) => Promise<Availability>;

export interface ProviderChoice {
  readonly provider: ProviderName;
  readonly reason: string;
}

/** Checks the providers in order and takes the first available one. Its reason also tells why the earlier ones are not available. */
export async function chooseProvider(
  checks: ReadonlyMap<ProviderName, AvailabilityCheck>,
  options: StartOptions,
): Promise<ProviderChoice> {
  const lacking: string[] = [];
  for (const [provider, check] of checks) {
    const { isAvailable, reason } = await check(options);
    if (isAvailable) return { provider, reason: [reason, ...lacking].join('; ') };
    lacking.push(`not ${provider}: ${reason}`);
  }
  throw new FixtureError(
    fixtureErrorCode.noProvider,
    `Cannot start a Cassandra on this machine:\n${lacking.map((line) => `- ${line}`).join('\n')}`,
  );
}
