// For errors that are created on the call stack of a socket or a timer: that stack is useless, costs time and keeps the request alive.
// Uses Reflect because an assignment throws if the process has frozen `Error`. Then the errors keep their stacks and are only larger.

/** Stops stack traces of new errors until `resumeStackTraces`. Returns the limit to restore. */
export function stopStackTraces(): number {
  const { stackTraceLimit } = Error;
  Reflect.set(Error, 'stackTraceLimit', 0);
  return stackTraceLimit;
}

/** Restores the limit that `stopStackTraces` returned. */
export function resumeStackTraces(limit: number): void {
  Reflect.set(Error, 'stackTraceLimit', limit);
}
