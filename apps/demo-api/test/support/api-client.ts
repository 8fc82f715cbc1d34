// A client of the service, over HTTP only.
export interface Reading {
  readonly device: string;
  readonly at: string;
  readonly temperature: number;
  readonly pressure?: number | null;
  readonly wind?: number | null;
}

export interface Answer<B> {
  readonly status: number;
  readonly body: B;
}

export interface Failure {
  readonly statusCode: number;
  readonly message: string | string[];
}

export class ApiClient {
  constructor(readonly url: string) {}

  async request<B>(method: string, path: string, body?: object): Promise<Answer<B>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: body && { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as B };
  }

  get<B>(path: string): Promise<Answer<B>> {
    return this.request('GET', path);
  }

  write(readings: readonly Reading[]): Promise<Answer<{ written: number }>> {
    return this.request('POST', '/readings', { readings });
  }

  /** Returns all parsed lines of an export. */
  async lines<L>(path: string): Promise<L[]> {
    const text = await (await fetch(`${this.url}${path}`)).text();
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as L);
  }
}
