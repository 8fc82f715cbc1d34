import { AsyncCassandraSession } from '@async-cassandra/core';
import { CassandraModule, InjectSession, type CassandraOptionsFactory } from '@async-cassandra/nestjs';
import { Injectable, Module } from '@nestjs/common';

@Injectable()
export class Settings implements CassandraOptionsFactory {
  nodes = () => process.env['CASSANDRA_NODES']?.split(',');

  createCassandraOptions(connectionName: string) {
    return { cluster: { contactPoints: this.nodes(), applicationName: connectionName } };
  }
}

@Module({ providers: [Settings], exports: [Settings] })
export class SettingsModule {}

@Injectable()
export class ReportsService {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectSession('reports') private readonly reports: AsyncCassandraSession,
  ) {}

  async copy(day: string) {
    const orders = await this.session.executeStream('SELECT id, total FROM shop.orders_by_day WHERE day = ?', [day]);
    for await (const { id, total } of orders) {
      await this.reports.execute('INSERT INTO reports.orders (id, total) VALUES (?, ?)', [id, total]);
    }
  }
}

@Module({
  imports: [
    CassandraModule.forRootAsync({
      imports: [SettingsModule],
      inject: [Settings],
      useFactory: (settings: Settings) => ({ cluster: { contactPoints: settings.nodes() } }),
    }),
    CassandraModule.forRootAsync({ name: 'reports', imports: [SettingsModule], useExisting: Settings }),
  ],
  providers: [ReportsService],
})
export class ReportsModule {}
