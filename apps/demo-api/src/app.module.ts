import { CassandraModule } from '@async-cassandra/nestjs';
import { Module, type DynamicModule } from '@nestjs/common';
import { Registry } from 'prom-client';
import { connectionOptions } from './connection';
import { DevicesModule } from './devices/devices.module';
import { HealthModule } from './health/health.module';
import { MetricsModule } from './metrics/metrics.module';
import { ReadingsModule } from './readings/readings.module';
import type { Settings } from './settings';
import { RequestWindow } from './status/request-window';
import { RequestWindowModule } from './status/request-window.module';
import { StatusModule } from './status/status.module';
import { SummariesModule } from './summaries/summaries.module';

@Module({})
export class AppModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        CassandraModule.forRootAsync({
          imports: [RequestWindowModule, MetricsModule],
          inject: [RequestWindow, Registry],
          useFactory: (requests: RequestWindow, registry: Registry) => connectionOptions(settings, requests, registry),
        }),
        DevicesModule,
        ReadingsModule,
        SummariesModule,
        StatusModule.forNodes(settings.nodeControl),
        HealthModule,
        MetricsModule,
      ],
    };
  }
}
