import { cassandraJars, findJava, releaseOf } from '@async-cassandra/testing/internal';

const silent = { step() {}, update() {}, done() {}, abandon() {} };

/** Resolves with the Java and the jars of a version, which are fetched the first time. */
export async function installationOf(name) {
  const version = releaseOf(name);
  const { executable } = await findJava(version);
  return { version, java: executable, jars: await cassandraJars(version, silent) };
}
