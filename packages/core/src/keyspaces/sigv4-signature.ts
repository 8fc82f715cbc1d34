// The answer to the challenge of Amazon Keyspaces: AWS Signature Version 4 over the nonce, as if it were the body of an HTTP request. The
// format is the one of Amazon's plugins for drivers (aws-sigv4-auth-cassandra-nodejs-driver-plugin), whose test vectors the spec has.
import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from './aws-credentials';

const algorithm = 'AWS4-HMAC-SHA256';
const service = 'cassandra';
const validForSeconds = 900;

export interface ChallengeToSign {
  readonly region: string;
  /** The value after `nonce=` in the challenge. */
  readonly nonce: string;
  readonly signedAt: Date;
}

/** Returns `signature=...,access_key=...,amzdate=...`, with `session_token=...` at the end for temporary credentials. */
export function answerTo(challenge: ChallengeToSign, credentials: AwsCredentials): string {
  const { region, nonce, signedAt } = challenge;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  // With punctuation and milliseconds, which other services of AWS do not take.
  const time = signedAt.toISOString();
  const day = time.slice(0, 10).replaceAll('-', '');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const request = canonicalRequest(`${accessKeyId}/${scope}`, time, nonce);
  const toSign = [algorithm, time, scope, sha256(request)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  const answer = `signature=${hmac(key, toSign).toString('hex')},access_key=${accessKeyId},amzdate=${time}`;
  return sessionToken === undefined ? answer : `${answer},session_token=${sessionToken}`;
}

/** The names of the parameters are in the order of the alphabet, as SigV4 wants them. */
function canonicalRequest(credential: string, time: string, nonce: string): string {
  const query = [
    `X-Amz-Algorithm=${algorithm}`,
    `X-Amz-Credential=${encodeURIComponent(credential)}`,
    `X-Amz-Date=${encodeURIComponent(time)}`,
    `X-Amz-Expires=${validForSeconds}`,
  ].join('&');
  return ['PUT', '/authenticate', query, `host:${service}`, '', 'host', sha256(nonce)].join('\n');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
