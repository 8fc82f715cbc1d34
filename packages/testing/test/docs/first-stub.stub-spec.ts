import { CqlStub, rows } from '@async-cassandra/testing';
import { Client } from 'cassandra-driver';

it('finds a user by id', async () => {
  await using stub = await CqlStub.start();
  stub
    .when('SELECT name FROM app.users WHERE id = ?')
    .variables({ id: 'int' }, { partitionKey: ['id'] })
    .reply(rows({ name: 'text' }, [['Ada']]));

  const client = new Client(stub.driverOptions());
  const result = await client.execute('SELECT name FROM app.users WHERE id = ?', [7], { prepare: true });
  expect(result.first()['name']).toBe('Ada');

  const [request] = await stub.received(1);
  expect(request).toMatchObject({ opcode: 'EXECUTE', consistency: 'LOCAL_ONE', values: [Buffer.from([0, 0, 0, 7])] });
  await client.shutdown();
});
