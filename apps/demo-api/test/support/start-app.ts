// The service in this process, on a free port.
import 'reflect-metadata';
import { createApplication } from '../../src/application';
import type { Settings } from '../../src/settings';

export interface RunningApp extends AsyncDisposable {
  readonly url: string;
  close(): Promise<void>;
}

export async function startApp(settings: Settings): Promise<RunningApp> {
  const app = await createApplication(settings, { logger: false });
  await app.listen(0, '127.0.0.1');
  const close = (): Promise<void> => app.close();
  return { url: await app.getUrl(), close, [Symbol.asyncDispose]: close };
}
