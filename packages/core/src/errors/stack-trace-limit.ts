// Errors that are made on a socket's or a timer's call stack, which says nothing, costs time and keeps the request alive.
// Reflect: the process may have frozen `Error`, and then an assignment throws. With the stack, an error is only larger.

/** From here on, until `resumeStackTraces`, errors get no call stack. Gives the limit to go back to. */
export function stopStackTraces(): number {
  const { stackTraceLimit } = Error;
  Reflect.set(Error, 'stackTraceLimit', 0);
  return stackTraceLimit;
}

export function resumeStackTraces(limit: number): void {
  Reflect.set(Error, 'stackTraceLimit', limit);
}
