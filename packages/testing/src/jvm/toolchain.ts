import { join } from 'node:path';
import { FixtureError, fixtureErrorCode } from '../fixture-error';
import { outputOf } from '../processes';

export interface Java {
  readonly executable: string;
  readonly version: number;
}

/** Returns the Java releases that a Cassandra version supports, best first. */
export function javaVersionsFor(cassandraVersion: string): readonly number[] {
  return /^[34]\./.test(cassandraVersion) ? [11] : [17, 11];
}

/** Finds a Java for this Cassandra: `JAVA_HOME`, otherwise the best release among `JAVA_HOME_11_X64`, similar variables, and the path. */
export async function findJava(
  cassandraVersion: string,
  environment: NodeJS.ProcessEnv = process.env,
  run: typeof outputOf = outputOf,
): Promise<Java> {
  const wanted = javaVersionsFor(cassandraVersion);
  // GitHub's runners have one variable for each release.
  const names = wanted.flatMap((version) =>
    Object.keys(environment).filter((name) => name.startsWith(`JAVA_HOME_${version}_`)),
  );
  const homes = ['JAVA_HOME', ...names].map((name) => environment[name]).filter((home) => home);
  const candidates = [...homes.map((home) => join(home as string, 'bin', 'java')), 'java'];
  const found = await Promise.all(
    candidates.map(async (executable) => ({ executable, version: await javaVersionOf(executable, run) })),
  );
  const fitting = found.filter((java): java is Java => java.version !== undefined && wanted.includes(java.version));
  const chosen = environment['JAVA_HOME'] ? fitting.find(({ executable }) => executable === candidates[0]) : undefined;
  const best = chosen ?? wanted.flatMap((version) => fitting.filter((java) => java.version === version))[0];
  if (best !== undefined) return best;
  const seen = found.map(({ executable, version }) =>
    version === undefined ? `no ${executable}` : `Java ${version} at ${executable}`,
  );
  throw new FixtureError(
    fixtureErrorCode.javaMissing,
    `Cassandra ${cassandraVersion} needs Java ${wanted.join(' or ')}, but found ${seen.join(' and ')}. Install it, or set JAVA_HOME to it`,
  );
}

async function javaVersionOf(executable: string, run: typeof outputOf): Promise<number | undefined> {
  try {
    return parseJavaVersion(await run(executable, ['-version']));
  } catch {
    return undefined;
  }
}

/** Parses the feature release in the output of `java -version`: 17 for "17.0.15", 8 for "1.8.0_412". */
export function parseJavaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}

/** Returns the Maven command, after checking that it runs. @throws FixtureError when it does not. */
export async function findMaven(run: typeof outputOf = outputOf): Promise<string> {
  try {
    await run('mvn', ['--version']);
    return 'mvn';
  } catch (cause) {
    throw new FixtureError(
      fixtureErrorCode.mavenMissing,
      'Maven (mvn) is needed once, to fetch the Cassandra artifacts, and is not on the path. Install it',
      { cause },
    );
  }
}
