import { CassandraHealthIndicator } from '@async-cassandra/nestjs/terminus';
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller';

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [CassandraHealthIndicator],
})
export class HealthModule {}
