/** How the command `async-cassandra` ends. Stable: scripts may depend on it. */
export const exitCode = {
  done: 0,
  /** Something went wrong; standard error says what. */
  failed: 1,
  /** The command line, a variable or the file of settings cannot be right. Nothing has been done. */
  usage: 2,
  /** Done, but not all of it is as it should be: rows of an import were refused; migrations are pending or were changed. */
  incomplete: 3,
  /** By Ctrl-C (SIGINT). */
  interrupted: 130,
  /** Whoever read the output went away, as `head` does. */
  outputClosed: 141,
  /** By SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
