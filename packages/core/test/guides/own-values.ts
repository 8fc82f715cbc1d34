import { AsyncCluster, codec, types, type AsyncClusterOptions } from '@async-cassandra/core';

export class Money {
  constructor(readonly amount: string) {}
}

export class Percent {
  constructor(readonly value: number) {}
}

/** A decimal is Money wherever it stands, and the column `discount` a Percent. */
export const codecs = [
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
];

export function newCluster(options: AsyncClusterOptions): AsyncCluster {
  return new AsyncCluster({ ...options, codecs });
}
