import { parseContactPoint } from './contact-point';

describe('parseContactPoint', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1', 9042],
    ['db.example:9142', 'db.example', 9142],
    ['[::1]:9142', '::1', 9142],
    ['[::1]', '::1', 9042],
    ['fe80::1', 'fe80::1', 9042],
  ])('reads %s', (contactPoint, host, port) => {
    expect(parseContactPoint(contactPoint, 9042)).toEqual({ host, port });
  });
});
