import { types, type AsyncCassandraSession } from '@async-cassandra/core';

/** The class for the user type `address`: `cluster.registerUserType('shop', 'address', Address)`. */
export class Address {
  readonly street: string;
  readonly number: number;

  constructor({ street, number }: { street: string; number: number }) {
    this.street = street;
    this.number = number;
  }
}

export interface Sample {
  readonly id: types.Uuid;
  readonly count: types.Long;
  readonly price: types.BigDecimal;
  readonly day: types.LocalDate;
  readonly moment: Date;
  readonly tags: string[];
  readonly scores: Record<string, number>;
  readonly home: Address;
  readonly position: types.Vector;
}

/** Writes convenient values, and reads one kind of value for each type. */
export async function writeAndRead(session: AsyncCassandraSession): Promise<Sample | null> {
  const id = types.Uuid.random();
  await session.execute(
    `INSERT INTO samples (id, count, price, day, moment, tags, scores, home, position)
     VALUES (:id, :count, :price, :day, :moment, :tags, :scores, :home, :position)`,
    {
      id,
      count: 9_007_199_254_740_993n,
      price: '19.90',
      day: '2026-02-28',
      moment: new Date('2026-02-28T12:00:00Z'),
      tags: new Set(['new', 'red']),
      scores: new Map([['ada', 1.5]]),
      home: new Address({ street: 'Main Street', number: 7 }),
      position: [0.5, 0.25],
    },
  );
  return (await session.execute<Sample>('SELECT * FROM samples WHERE id = ?', [id])).one();
}
