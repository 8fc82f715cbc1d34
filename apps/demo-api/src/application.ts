// The whole service, ready to listen: the same for production and tests.
import path from 'node:path';
import { CassandraExceptionFilter } from '@async-cassandra/nestjs';
import { ValidationPipe, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module';
import type { Settings } from './settings';

const pageFolder = path.join(__dirname, '..', 'public');
const plotFolder = path.dirname(require.resolve('uplot'));

export interface ApplicationOptions {
  readonly logger?: LogLevel[] | false;
}

/** Resolves when the application is connected; rejects when it cannot connect. */
export async function createApplication(
  settings: Settings,
  { logger = ['log', 'warn', 'error', 'fatal'] }: ApplicationOptions = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings), {
    logger,
    abortOnError: false,
  });
  app.useBodyParser('json', { limit: '1mb' });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  app.useGlobalFilters(new CassandraExceptionFilter());
  app.useStaticAssets(pageFolder);
  app.useStaticAssets(plotFolder, { prefix: '/uplot' });
  describeApi(app);
  return app;
}

function describeApi(app: NestExpressApplication): void {
  const description = new DocumentBuilder()
    .setTitle('Telemetry')
    .setDescription('Devices send readings; Cassandra keeps them.')
    .setVersion('1')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, description), {
    jsonDocumentUrl: 'docs/openapi.json',
  });
}
