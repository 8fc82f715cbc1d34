import { AsyncCassandraSession, PreparedStatement } from '@async-cassandra/core';
import { CassandraModule, InjectStatement } from '@async-cassandra/nestjs';
import { Injectable, Module } from '@nestjs/common';

export interface Order {
  id: string;
  total: number;
}

@Injectable()
export class OrdersStore {
  constructor(
    private readonly session: AsyncCassandraSession,
    @InjectStatement('findOrder') private readonly findOrder: PreparedStatement<Order>,
    @InjectStatement('setTotal') private readonly setTotal: PreparedStatement,
  ) {}

  async find(id: string): Promise<Order | null> {
    return (await this.session.execute(this.findOrder, [id])).one();
  }

  async save({ id, total }: Order): Promise<void> {
    await this.session.execute(this.setTotal, { id, total });
  }
}

@Module({
  imports: [
    CassandraModule.forFeature({
      findOrder: 'SELECT id, total FROM shop.orders WHERE id = ?',
      setTotal: { query: 'UPDATE shop.orders SET total = :total WHERE id = :id', isIdempotent: true },
    }),
  ],
  providers: [OrdersStore],
  exports: [OrdersStore],
})
export class OrdersStoreModule {}
