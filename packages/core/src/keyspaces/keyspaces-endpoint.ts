// The public endpoints of Amazon Keyspaces by region, as https://docs.aws.amazon.com/keyspaces/latest/devguide/programmatic.endpoints.html
// lists them. A region that is newer than this file follows the same rule.
import { ConfigurationError } from '../errors/async-cassandra-error';

/** The regions of the `aws` partition with an endpoint of their own for FIPS 140. */
const fipsRegions = ['us-east-1', 'us-west-2'];

/**
 * Returns the host name of the endpoint. The only endpoint of a GovCloud region is validated for FIPS.
 *
 * @throws ConfigurationError for a region without the endpoint.
 */
export function keyspacesEndpoint(region: string, fips: boolean): string {
  const isGovCloud = region.startsWith('us-gov-');
  if (!fips || isGovCloud) return `cassandra.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  if (fipsRegions.includes(region)) return `cassandra-fips.${region}.amazonaws.com`;
  throw new ConfigurationError(
    `Amazon Keyspaces has no FIPS endpoint in this region: ${fipsRegions.join(', ')}, us-gov-east-1 and us-gov-west-1 have one. ` +
      "Leave out 'fips', or name the host as 'endpoint'",
  );
}
