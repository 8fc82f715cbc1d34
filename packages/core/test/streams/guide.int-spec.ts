import { useKeyspace } from '@async-cassandra/testing/jest';
import { copyOrders } from './guide/copy-orders';
import { totalOfOrders } from './guide/total-of-orders';
import { writeOrders } from './guide/write-orders';
import { withSession } from './loaded-table';

const keyspace = useKeyspace({ scripts: ['CREATE TABLE orders (id int PRIMARY KEY, price int)'] });
const count = 3000;

describe('the programs in docs/streams.md', () => {
  afterEach(() => jest.restoreAllMocks());

  it('write, add up and copy a table', async () => {
    const printed = jest.spyOn(console, 'log').mockImplementation(() => {});
    async function* orders(): AsyncGenerator<{ id: number; price: number }> {
      for (let id = 0; id < count; id++) yield { id, price: id % 7 === 0 ? 10 : 1 };
    }
    const sevenths = Math.ceil(count / 7);
    await withSession(keyspace, async (session) => {
      expect(await writeOrders(session, orders())).toEqual([]);
      expect(await totalOfOrders(session)).toBe(count + 9 * sevenths);
      const copied = new Set<number>();
      let checkpoint: string | undefined;
      await copyOrders(session, {
        write: async (page) => page.forEach(({ id }) => copied.add(id)),
        save: async (text) => void (checkpoint = text),
        saved: async () => checkpoint,
      });
      expect(copied.size).toBe(count);
      expect(JSON.parse(checkpoint!).rows).toBe(count);
      expect(printed).toHaveBeenLastCalledWith(expect.stringMatching(/^3000 rows, \d+ %, \d+ a second$/));
    });
  });
});
