let isAllowed: boolean | undefined;

/** Whether this process may make functions from text: false under `--disallow-code-generation-from-strings`. */
export function allowsCodeGeneration(): boolean {
  isAllowed ??= tryCompiling();
  return isAllowed;
}

function tryCompiling(): boolean {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}
