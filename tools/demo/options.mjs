// What `npm run demo -- ...` may be told.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export const usage = `npm run demo -- [options]

  --nodes <n>      nodes of Cassandra; default 3 where the machine can, else 1; a server of your own is taken as it is
  --readings <n>   generated readings beside the year of weather; default 100000, with --once none
  --port <n>       of the service; default 3000, or a free one
  --once           answers, and ends; also in a continuous integration (CI)
  --help`;

const gigabyte = 2 ** 30;

/** Three nodes take three Java virtual machines, and on macOS addresses that only root can add. */
const canRunThree = () =>
  process.platform === 'linux' && availableParallelism() >= 2 && process.availableMemory() >= 6 * gigabyte;

/** @throws TypeError with a message for the user. */
export function readOptions(args, environment = process.env) {
  const { values } = parseArgs({
    args,
    options: {
      nodes: { type: 'string' },
      readings: { type: 'string' },
      port: { type: 'string' },
      once: { type: 'boolean', default: Boolean(environment.CI) },
      help: { type: 'boolean', default: false },
    },
  });
  const { once, help } = values;
  const hasOwnServer = Boolean(environment.CASSANDRA_CONTACT_POINTS);
  return {
    once,
    help,
    nodes: wholeNumber('nodes', values.nodes, 1, 9) ?? (hasOwnServer ? undefined : canRunThree() ? 3 : 1),
    readings: wholeNumber('readings', values.readings, 0, 1e9) ?? (once ? 0 : 100_000),
    port: wholeNumber('port', values.port, 0, 65_535),
  };
}

function wholeNumber(name, text, least, most) {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new TypeError(`--${name} takes a whole number from ${least} to ${most}, not ${text}`);
}
