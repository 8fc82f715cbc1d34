// A client of server-sent events, which reads one event at a time.
export interface ServerEvent {
  readonly type: string;
  readonly data: unknown;
}

export class EventReader implements AsyncDisposable {
  readonly #controller = new AbortController();
  readonly #events: AsyncGenerator<ServerEvent, undefined>;

  constructor(url: string) {
    this.#events = read(url, this.#controller.signal);
  }

  /** Returns the next event; undefined when the service has ended the stream. */
  async next(): Promise<ServerEvent | undefined> {
    return (await this.#events.next()).value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#controller.abort();
    await this.#events.return(undefined).catch(() => {});
  }
}

async function* read(url: string, signal: AbortSignal): AsyncGenerator<ServerEvent, undefined> {
  const response = await fetch(url, { signal });
  let rest = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
      if (fields.has('data')) yield { type: fields.get('event') ?? 'message', data: JSON.parse(fields.get('data')!) };
    }
  }
  return undefined;
}
