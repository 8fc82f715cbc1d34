/** The exit codes of the command `async-cassandra`. They are stable: scripts may depend on them. */
export const exitCode = {
  done: 0,
  /** The command failed; standard error has the reason. */
  failed: 1,
  /** The command line, a variable or the configuration file is invalid. Nothing has been done. */
  usage: 2,
  /** Done, but with problems: rows of an import were refused; migrations are pending or were changed. */
  incomplete: 3,
  /** Ended by Ctrl-C (SIGINT). */
  interrupted: 130,
  /** The reader of the output has closed it, as `head` does. */
  outputClosed: 141,
  /** Ended by SIGTERM. */
  terminated: 143,
} as const;

/** One of the codes in `exitCode`. */
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
