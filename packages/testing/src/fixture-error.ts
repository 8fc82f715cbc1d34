/** The codes of a fixture's errors. Match on the code: the message may change. */
export const fixtureErrorCode = {
  noProvider: 'NO_PROVIDER',
  javaMissing: 'JAVA_MISSING',
  mavenMissing: 'MAVEN_MISSING',
  dockerMissing: 'DOCKER_MISSING',
  downloadFailed: 'DOWNLOAD_FAILED',
  startFailed: 'START_FAILED',
  startTimedOut: 'START_TIMED_OUT',
  unreachable: 'UNREACHABLE',
  badOption: 'BAD_OPTION',
  badScript: 'BAD_SCRIPT',
  stopped: 'STOPPED',
} as const;

/** One of the codes in `fixtureErrorCode`. */
export type FixtureErrorCode = (typeof fixtureErrorCode)[keyof typeof fixtureErrorCode];

/** Any failure of a fixture other than an error of the server. */
export class FixtureError extends Error {
  override readonly name = 'FixtureError';

  constructor(
    readonly code: FixtureErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
