// The options of `npm run demo -- ...`.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export const usage = `npm run demo -- [options]

  --nodes <n>      nodes of Cassandra; default 3 if the machine can run them, else 1. Without this option, a server
                   that CASSANDRA_CONTACT_POINTS names is used
  --readings <n>   generated readings in addition to the year of weather; default 100000, with --once 0
  --port <n>       port of the service; default 3000, or a free port
  --once           load, query and exit; the default if the variable CI is set
  --help           show this help`;

const gigabyte = 2 ** 30;

/** Three nodes need three Java virtual machines, and on macOS addresses that only root can add. */
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
