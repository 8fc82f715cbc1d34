// Compares what the client says of one increment with what was sent and answered for it.

/** Errors with which a server refuses an increment before anything is applied: UNAVAILABLE, IS_BOOTSTRAPPING, UNPREPARED. */
const refusals = new Set([0x1000, 0x1002, 0x2500]);

/**
 * Returns the problem of one increment; undefined when what the client said is so. `said` is `acknowledged`, `refused` or `in doubt`; `executions`
 * are the requests that were sent for it.
 */
export function problemOfClaim(said, executions) {
  const perhapsApplied = notRefused(executions);
  if (perhapsApplied.length > 1) return `one increment was sent ${perhapsApplied.length} times: ${shown(executions)}`;
  const isConfirmed = perhapsApplied.some(({ answer }) => answer === 'result');
  if (said === 'acknowledged' && !isConfirmed)
    return `an increment was acknowledged by the client alone: ${shown(executions)}`;
  if (said === 'refused' && perhapsApplied.length > 0)
    return `an increment was called refused that may be applied: ${shown(executions)}`;
  return undefined;
}

/** Returns the problem of all increments of one counter together; undefined when none was sent behind the client's own back. */
export function problemOfAll(acknowledgedOrInDoubt, executions) {
  const { length } = notRefused(executions);
  return length > acknowledgedOrInDoubt ? `${acknowledgedOrInDoubt} increments were sent ${length} times` : undefined;
}

const notRefused = (executions) => executions.filter(({ answer }) => !refusals.has(answer));

function shown(executions) {
  if (executions.length === 0) return 'nothing was sent';
  const answers = executions.map(({ answer }) => (typeof answer === 'number' ? `0x${answer.toString(16)}` : answer));
  return `answered with ${answers.map((answer) => answer ?? 'nothing').join(', ')}`;
}
