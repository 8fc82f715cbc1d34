import type { CallSite } from './call-site';
import { attachStatement } from './execution-info';
import { ServerResponseError } from './server-errors';
import { isInstance } from './thrown';

/** An error of the server about the keyspace of a session: as if a `USE` had been sent, and not the read that stands for it. */
export function errorOfUse(error: unknown, keyspace: string, call: CallSite): unknown {
  if (!isInstance(error, ServerResponseError)) return error;
  Reflect.deleteProperty(error, 'statement');
  attachStatement(error, `USE "${keyspace}"`);
  call.applyTo(error);
  return error;
}
