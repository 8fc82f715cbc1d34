import { CassandraHealthIndicator } from '@async-cassandra/nestjs/terminus';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';

@ApiTags('operation')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly cassandra: CassandraHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  @ApiOperation({ summary: 'Whether requests can be served: for load balancers' })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.cassandra.pingCheck('cassandra')]);
  }

  @Get('live')
  @ApiOperation({ summary: 'Whether the process is alive, with or without Cassandra: for liveness probes' })
  live(): { readonly status: 'ok' } {
    return { status: 'ok' };
  }
}
