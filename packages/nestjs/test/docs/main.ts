import { CassandraExceptionFilter, CassandraSerializerInterceptor } from '@async-cassandra/nestjs';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';

export async function bootstrap(port: number) {
  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  app.useGlobalFilters(new CassandraExceptionFilter());
  app.useGlobalInterceptors(new CassandraSerializerInterceptor());
  await app.listen(port);
  return app;
}
