// Scenarios for features that cassandra-driver has and core lacks: compared where the same code runs over both, by compat.mjs.
import { scenarios } from './scenarios.mjs';
import { isWhole } from './tables.mjs';

const { read, insert, rows } = scenarios;

export const sameCodeScenarios = {
  read,
  insert,
  rows: { ...rows, title: 'row of eachRow' },
  stream: {
    ...rows,
    title: 'row of stream',
    async run(client, { units }) {
      let count = 0;
      await client.streamRows((row) => {
        if (isWhole(row)) count += 1;
      });
      if (count !== units) throw new Error(`The stream gave ${count} rows, not ${units}`);
    },
  },
  mapper: {
    ...read,
    title: 'get of the mapper',
    async run(client, { units, inFlight }) {
      let begun = 0;
      const lane = async () => {
        while (begun++ < units) if (!isWhole(await client.getMapped())) throw new Error('A user came back with holes');
      };
      await Promise.all(Array.from({ length: inFlight }, lane));
    },
  },
};
