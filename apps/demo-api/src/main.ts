// The service as a process. It ends on SIGINT and SIGTERM, and when its parent process has ended.
import 'reflect-metadata';
import { createApplication } from './application';
import { readSettings } from './settings';
import { ParentNodeControl } from './status/node-control';

async function main(): Promise<void> {
  const { HOST = '127.0.0.1', PORT = '3000', NODE_CONTROL } = process.env;
  const nodeControl = process.connected && NODE_CONTROL === 'parent' ? new ParentNodeControl(process) : undefined;
  const app = await createApplication({ ...readSettings(process.env), nodeControl });
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  process.once('disconnect', () => void app.close());
  await app.listen(Number(PORT), HOST);
  process.send?.({ url: await app.getUrl() });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
});
