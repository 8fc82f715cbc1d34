import type { ServerResponse } from 'node:http';

/** Returns Node's own response behind a framework's response: Fastify wraps it, Express extends it. */
export function serverResponse(response: ServerResponse | { readonly raw: ServerResponse }): ServerResponse {
  return 'raw' in response ? response.raw : response;
}
