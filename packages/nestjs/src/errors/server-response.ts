import type { ServerResponse } from 'node:http';

/** Node's own response behind what a framework calls its response: Fastify wraps it, Express extends it. */
export function serverResponse(response: ServerResponse | { readonly raw: ServerResponse }): ServerResponse {
  return 'raw' in response ? response.raw : response;
}
