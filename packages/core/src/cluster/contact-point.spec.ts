import { ConfigurationError } from '../errors/async-cassandra-error';
import { parseContactPoint } from './contact-point';

describe('parseContactPoint', () => {
  it('shows nothing of a login, its @ encoded or not', () => {
    const logins = ['bob:hunter2@host', 'bob:hunter2%40host', 'bob:hunter2', 'bob:hunter2:9042', '[bob:hunter2]:9042'];
    const urls = [
      'host?password=hunter2',
      'host#hunter2',
      'host&p=hunter2',
      'host;hunter2',
      'host%40hunter2',
      'host=hunter2',
    ];
    for (const text of [...logins, '127.0.0.1:9042?password=hunter2', '127.0.0.1:9042/hunter2', ...urls]) {
      expect(() => parseContactPoint(text, 9042)).toThrow(/^Option 'contactPoints' has a text of \d+ characters/);
    }
  });

  it.each([
    ['db.example', 'db.example', 9042],
    ['db.example:9043', 'db.example', 9043],
    ['10.0.0.1', '10.0.0.1', 9042],
    ['10.0.0.1:1', '10.0.0.1', 1],
    ['  10.0.0.1:65535 ', '10.0.0.1', 65_535],
    ['::1', '::1', 9042],
    ['fe80::1%eth0', 'fe80::1%eth0', 9042],
    ['[::1]', '::1', 9042],
    ['[2001:db8::7]:9043', '2001:db8::7', 9043],
    ['my_host-1', 'my_host-1', 9042],
  ])('reads %s', (text, host, port) => {
    expect(parseContactPoint(text, 9042)).toEqual({ host, port });
  });

  it.each([
    '',
    '   ',
    ':9042',
    'host:',
    'host:0',
    'host:65536',
    'host:abc',
    'host:90 42',
    'host:-1',
    '[::1',
    '[::1]9042',
    '[]:9042',
    '[::1]:',
    'http://host',
    'user@host',
    'two words',
    undefined,
    null,
    7,
  ])('refuses %j and names the option', (text) => {
    expect(() => parseContactPoint(text as string, 9042)).toThrow(ConfigurationError);
    expect(() => parseContactPoint(text as string, 9042)).toThrow("'contactPoints'");
  });
});
