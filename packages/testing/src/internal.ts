// What the tools of this repository use of the inside of the testing package. No promise, and in no API report.
export { cacheFolder } from './cache-folder';
export { cassandraJars } from './jvm/artifacts';
export { javaArguments } from './jvm/java-arguments';
export { logbackConfig, silentLogbackConfig } from './server/server-config';
