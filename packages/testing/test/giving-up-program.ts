import type { StartOptions } from '../src/index';

const index = JSON.stringify(require.resolve('../dist/index.js'));

/** A program that starts, abandons that start when it is told to, prints what the start rejected with and what was left at that moment, and ends. */
export const startAndGiveUp = (options: StartOptions) => `
  const { spawnSync } = require('node:child_process');
  const { startCassandra } = require(${index});
  const giveUp = new AbortController();
  process.stdin.once('data', () => giveUp.abort(new Error('enough')));
  const progress = { step: (text) => console.log('step', text), update() {}, done() {}, abandon() {} };
  const untilAborted = () => new Promise((_, reject) => {
    console.log('step migrations');
    giveUp.signal.addEventListener('abort', () => reject(new Error('what the migrations make of it')));
  });
  const options = { ...${JSON.stringify(options)}, progress, migrations: untilAborted, signal: giveUp.signal };
  startCassandra(options).then(() => console.log('started'), ({ message, code }) => {
    const children = spawnSync('pgrep', ['-l', '-P', String(process.pid)], { encoding: 'utf8' }).stdout;
    console.log('outcome', JSON.stringify({ message: message.split('\\n')[0], code, children }));
    process.stdin.destroy();
  });
`;
