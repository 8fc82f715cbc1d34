// The public API of @async-cassandra/cli: the command is for people and scripts, this API for build tools and configuration.
export { defineConfig, type CommandLineConfig, type MigrationsConfig } from './connection/config-file';
export { exitCode, type ExitCode } from './command-line/exit-code';
export { runCommandLine, type Surroundings } from './command-line/run-command-line';
export type { OwnType } from './types/mapping/own-types';
export type { TypesConfig } from './types/types-config';
export type { InputStream, OutputStream, TerminalStreams } from './terminal/terminal';
