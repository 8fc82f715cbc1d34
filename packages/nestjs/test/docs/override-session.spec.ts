import { getSessionToken } from '@async-cassandra/nestjs';
import { Test } from '@nestjs/testing';
import { AppModule, OrdersService } from './app.module';

it('reports that there is no such order', async () => {
  const session = { execute: jest.fn().mockResolvedValue({ one: () => null }) };
  const app = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(getSessionToken())
    .useValue(session)
    .compile();

  await expect(app.get(OrdersService).find('7')).rejects.toThrow('There is no order 7');

  expect(session.execute).toHaveBeenCalledWith(expect.stringContaining('FROM orders'), ['7']);
  await app.close();
});
