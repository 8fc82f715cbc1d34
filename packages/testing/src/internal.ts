// The internals of the testing package that the tools of this repository use. Not part of the public API, nor of an API report.
export { cacheFolder } from './cache-folder';
export { cassandraJars } from './jvm/artifacts';
export { javaArguments } from './jvm/java-arguments';
export { logbackConfig, silentLogbackConfig } from './server/server-config';
export type { Installation } from './jvm/local-node';
export { findJava } from './jvm/toolchain';
export { releaseOf } from './version';
