// Requests to the service.

/** The answer as JSON. Rejects with what the service says is wrong. */
export async function ask(path, options) {
  const response = await fetch(path, options);
  const text = await response.text();
  const body = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new Error(body?.message ?? response.statusText);
  return body;
}
