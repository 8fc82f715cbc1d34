import { parseTarget } from './proxy-target';

describe('parseTarget', () => {
  it.each([
    ['db', { host: 'db', port: 9042 }],
    ['10.0.0.1:1234', { host: '10.0.0.1', port: 1234 }],
    ['::1', { host: '::1', port: 9042 }],
    ['[::1]', { host: '::1', port: 9042 }],
    ['[::1]:1234', { host: '::1', port: 1234 }],
  ])('%s', (text, expected) => {
    expect(parseTarget(text, 9042)).toEqual(expected);
  });
});
