// expect typescript/only-throw-error: Expected an error object to be thrown
export function refuse(reason: string): never {
  throw reason;
}
