// The public promise of @async-cassandra/cli: the command is for people and scripts, this is for build tools and configuration.
export { defineConfig, type CommandLineConfig, type MigrationsConfig } from './connection/config-file';
export { exitCode, type ExitCode } from './command-line/exit-code';
export { runCommandLine, type Surroundings } from './command-line/run-command-line';
export type { InputStream, OutputStream, TerminalStreams } from './terminal/terminal';
