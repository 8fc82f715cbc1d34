import { parseArgs } from 'node:util';
import { scenarios } from './scenarios.mjs';

/** How both clients reach the server. */
const ways = ['plain', 'tls'];

/** Reads the command line. @throws Error that names the invalid option. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      scenario: { type: 'string', multiple: true, default: Object.keys(scenarios) },
      'in-flight': { type: 'string', multiple: true, default: ['1', '64', '256'] },
      rounds: { type: 'string', default: '9' },
      over: { type: 'string', default: 'plain' },
      nodes: { type: 'string', default: '1' },
      strict: { type: 'boolean', default: false },
    },
  });
  const unknown = values.scenario.filter((name) => scenarios[name] === undefined);
  if (unknown.length > 0) {
    throw new Error(`--scenario takes ${Object.keys(scenarios).join(', ')}, not ${unknown.join(', ')}`);
  }
  if (!ways.includes(values.over)) throw new Error(`--over takes ${ways.join(', ')}, not ${values.over}`);
  return {
    chosen: values.scenario,
    inFlights: values['in-flight'].map((text) => positive('--in-flight', text)),
    rounds: positive('--rounds', values.rounds),
    over: values.over,
    nodes: positive('--nodes', values.nodes),
    strict: values.strict,
  };
}

function positive(name, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0, not ${text}`);
  return value;
}
