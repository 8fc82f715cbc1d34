// The messages of a server, discriminated by `kind`.
import type { AuthChallengeResponse } from './auth-challenge';
import type { AuthSuccessResponse } from './auth-success';
import type { AuthenticateResponse } from './authenticate';
import type { ErrorResponse } from './error';
import type { EventResponse } from './event';
import type { PreparedResponse } from './prepared';
import type { ReadyResponse } from './ready';
import type { RowsResponse } from './rows';
import type { SchemaChangeResponse } from './schema-change';
import type { SetKeyspaceResponse } from './set-keyspace';
import type { SupportedResponse } from './supported';
import type { VoidResponse } from './void';

export type Response =
  | AuthChallengeResponse
  | AuthSuccessResponse
  | AuthenticateResponse
  | ErrorResponse
  | EventResponse
  | PreparedResponse
  | ReadyResponse
  | RowsResponse
  | SchemaChangeResponse
  | SetKeyspaceResponse
  | SupportedResponse
  | VoidResponse;
