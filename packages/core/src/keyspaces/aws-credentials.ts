// The credentials of AWS for SigV4, in the shape of the AWS SDK: its credential providers are functions that return them.
import { AuthenticationError } from '../errors/async-cassandra-error';
import { isObject } from '../options/option-checks';
import { wallClockMs } from '../waiting/timers';

/** An access key of AWS. The providers of the AWS SDK for JavaScript v3 return this shape. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Temporary credentials have one. */
  readonly sessionToken?: string | undefined;
  /** Credentials beyond this time are refused before anything is sent. */
  readonly expiration?: Date | undefined;
}

/** A function that returns credentials, asked for each new connection: it returns fresh ones when the former ones are about to expire. */
export type AwsCredentialProvider = () => AwsCredentials | Promise<AwsCredentials>;

/** @throws AuthenticationError for credentials that cannot be used; the message never contains a part of them. */
export async function askForCredentials(provider: AwsCredentialProvider): Promise<AwsCredentials> {
  const credentials: unknown = await provider();
  const complaint = complaintAbout(credentials);
  if (complaint !== undefined) throw new AuthenticationError(`The credentials for Amazon Keyspaces ${complaint}`);
  return credentials as AwsCredentials;
}

/** Returns what is wrong with credentials; undefined for those that can be used now. */
export function complaintAbout(credentials: unknown): string | undefined {
  if (!isObject(credentials)) return 'must be { accessKeyId, secretAccessKey, sessionToken? }';
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials as Partial<AwsCredentials>;
  for (const [name, part] of Object.entries({ accessKeyId, secretAccessKey })) {
    if (!isPlain(part)) return `must have the text '${name}', without commas and spaces`;
  }
  if (sessionToken !== undefined && !isPlain(sessionToken)) return "must have a text as 'sessionToken', if any";
  return expiration === undefined ? undefined : complaintAboutTime(expiration);
}

/** The parts are sent between commas. */
function isPlain(part: unknown): boolean {
  return typeof part === 'string' && /^[^\s,]+$/.test(part);
}

/** Recognises a date by its number: it may come from another realm. */
function complaintAboutTime(expiration: unknown): string | undefined {
  const time = isObject(expiration) ? Number(expiration) : Number.NaN;
  if (Number.isNaN(time)) return "must have a Date as 'expiration', if any";
  if (time > wallClockMs()) return undefined;
  return `expired at ${new Date(time).toISOString()}: return fresh ones, from a function as 'credentials'`;
}
