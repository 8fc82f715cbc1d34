// A Nest application on a free port, with either of the two platforms.
import type { AddressInfo } from 'node:net';
import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

export const platforms = ['express', 'fastify'] as const;
export type Platform = (typeof platforms)[number];

export interface HttpApp extends AsyncDisposable {
  readonly app: INestApplication;
  readonly port: number;
  readonly url: string;
}

export async function startHttpApp(
  platform: Platform,
  metadata: ModuleMetadata,
  configure: (app: INestApplication) => void = () => {},
): Promise<HttpApp> {
  const testing = await Test.createTestingModule(metadata).compile();
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = testing.createNestApplication(adapter, { logger: false });
  configure(app);
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  return { app, port, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => app.close() };
}
