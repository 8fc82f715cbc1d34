/** The account of a stub that requires a password. */
export interface StubCredentials {
  readonly username: string;
  readonly password: string;
}

/** Returns whether a SASL PLAIN token (`authorization id NUL user NUL password`) has these credentials. */
export function isPlainTokenOf(token: Buffer | null, { username, password }: StubCredentials): boolean {
  const parts = token?.toString().split('\0') ?? [];
  return parts.length === 3 && parts[1] === username && parts[2] === password;
}
