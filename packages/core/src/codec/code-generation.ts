let isAllowed: boolean | undefined;

/** Whether this process may make functions from text: not under `--disallow-code-generation-from-strings`. */
export function allowsCodeGeneration(): boolean {
  isAllowed ??= tryIt();
  return isAllowed;
}

function tryIt(): boolean {
  try {
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}
