import { AsyncCluster, codec, types } from '@async-cassandra/core';

export class Money {
  constructor(readonly amount: string) {}
}

export class Percent {
  constructor(readonly value: number) {}
}

/** A decimal is Money wherever it stands, and the column `discount` a Percent. */
export const cluster = new AsyncCluster({
  codecs: [
    codec({
      type: 'decimal',
      decode: (stored: types.BigDecimal) => new Money(stored.toString()),
      encode: ({ amount }: Money) => types.BigDecimal.fromString(amount),
    }),
    codec({
      column: 'shop.products.discount',
      decode: (stored: number) => new Percent(stored),
      encode: ({ value }: Percent) => value,
    }),
  ],
});
