// Describes an error for the user of the command: what happened, on which node, what to do. Without a stack, which `--stack` shows.
import { inspect } from 'node:util';
import { AuthenticationError, ConnectionError, NoHostAvailableError, ResponseError } from '@async-cassandra/core';
import { MigrationError, migrationErrorCode, type MigrationErrorCode } from '@async-cassandra/migrations';
import { CliError } from './cli-error';
import { exitCode, type ExitCode } from './exit-code';

export interface DescribedError {
  readonly message: string;
  /** Further lines: the answer of each node, advice. */
  readonly details: readonly string[];
  /** The stable code of the error, if it has one. */
  readonly code: string | undefined;
  readonly exit: ExitCode;
}

const mostNodes = 5;

export function describeError(error: unknown): DescribedError {
  const message = error instanceof Error ? error.message : String(error);
  return { message, details: detailsOf(error), code: codeOf(error), exit: exitOf(error) };
}

function exitOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exit;
  const isOurOption = error instanceof Error && (error as { code?: unknown }).code === 'CONFIGURATION_ERROR';
  return isOurOption ? exitCode.usage : exitCode.failed;
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof ResponseError) return error.name;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

function detailsOf(error: unknown): string[] {
  if (error instanceof CliError) return [...causesOf(error), ...(error.hint === undefined ? [] : [error.hint])];
  if (error instanceof MigrationError) return migrationHints[error.code] ?? [];
  if (error instanceof AuthenticationError) {
    return ['Say who you are with --username, and the password with CASSANDRA_PASSWORD or --password-file'];
  }
  if (codeOf(error) === 'UNSUPPORTED_PROTOCOL_VERSION')
    return ['Use --allow-protocol-v4, or CASSANDRA_ALLOW_PROTOCOL_V4=1'];
  if (error instanceof ConnectionError || error instanceof NoHostAvailableError) {
    return [
      ...nodesOf(error),
      'Say where the cluster is with --contact-points, CASSANDRA_CONTACT_POINTS or async-cassandra.config.json',
    ];
  }
  return [];
}

/** A message often contains the message of its cause. */
function causesOf({ message, cause }: Error): string[] {
  return cause instanceof Error && !message.includes(cause.message) ? [cause.message] : [];
}

function nodesOf(error: Error): string[] {
  const { innerErrors, cause } = error as { innerErrors?: unknown; cause?: unknown };
  const found = innerErrors ?? (cause as { innerErrors?: unknown } | undefined)?.innerErrors ?? {};
  return Object.entries(found as Record<string, Error>)
    .slice(0, mostNodes)
    .map(([node, each]) => `${node}: ${each instanceof Error ? each.message : inspect(each)}`)
    .filter((line) => !error.message.includes(line));
}

/** Advice for errors of the migrations package, as commands instead of function names. */
const migrationHints: Partial<Record<MigrationErrorCode, string[]>> = {
  [migrationErrorCode.unfinished]: ['Look at it, then: async-cassandra migrate repair'],
  [migrationErrorCode.undecided]: [
    'Look at it, then: async-cassandra migrate repair --decide <file>:<statement>=again, or =done',
  ],
  [migrationErrorCode.changed]: ['If the change is meant: async-cassandra migrate repair --accept-changed <file>'],
  [migrationErrorCode.keyspaceMissing]: ['Or make it on the way: async-cassandra migrate up --replication 3'],
};
