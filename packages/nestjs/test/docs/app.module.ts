import { AsyncCassandraSession } from '@async-cassandra/core';
import { CassandraModule } from '@async-cassandra/nestjs';
import { Controller, Get, Injectable, Module, NotFoundException, Param } from '@nestjs/common';

@Injectable()
export class OrdersService {
  constructor(private readonly session: AsyncCassandraSession) {}

  async find(id: string) {
    const order = (await this.session.execute('SELECT id, total FROM orders WHERE id = ?', [id])).one();
    if (order === null) throw new NotFoundException(`There is no order ${id}`);
    return order;
  }
}

@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(':id')
  find(@Param('id') id: string) {
    return this.orders.find(id);
  }
}

@Module({
  imports: [
    CassandraModule.forRoot({
      cluster: () => ({ contactPoints: process.env['CASSANDRA_NODES']?.split(',') }),
      keyspace: 'shop',
    }),
  ],
  controllers: [OrdersController],
  providers: [OrdersService],
})
export class AppModule {}
