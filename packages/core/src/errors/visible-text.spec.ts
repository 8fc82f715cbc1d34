import { ConfigurationError } from './async-cassandra-error';
import { InvalidRequestError } from './server-errors';
import { visibleText } from './visible-text';

const characters = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
const isEscaped = (text: string): boolean => visibleText(text) !== text;

describe('a text that can be seen', () => {
  it.each([
    ['\n', '\\n'],
    ['\r\n', '\\r\\n'],
    ['\t', '\\t'],
    ['\0', '\\x00'],
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\x7f', '\\x7f'],
    ['\x9b2J', '\\x9b2J'],
    ['\u2028', '\\u2028'],
    ['\u202e', '\\u202e'],
    ['\ud800', '\\ud800'],
    ['a\udc00b', 'a\\udc00b'],
  ])('has an escape for %j', (text, visible) => {
    expect(visibleText(text)).toBe(visible);
  });

  it('has escapes for controls, lines, directions and halves of pairs alone', () => {
    const escaped = characters.filter(isEscaped).map((character) => character.charCodeAt(0));
    const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
    expect(escaped).toEqual([
      ...range(0, 0x1f),
      ...range(0x7f, 0x9f),
      0x61c,
      ...range(0x200e, 0x200f),
      ...range(0x2028, 0x202e),
      ...range(0x2066, 0x2069),
      ...range(0xd800, 0xdfff),
    ]);
  });

  it.each(['', 'plain', 'à l’été', '日本語', '\u{1f600}', 'C:\\new'])('is left as it is: %j', (text) => {
    expect(visibleText(text)).toBe(text);
  });

  it('stays the same when it is quoted in another', () => {
    const once = visibleText(characters.join(''));
    expect(visibleText(once)).toBe(once);
  });

  it('is the message of every error that is made here, and the head of its stack', () => {
    for (const error of [new InvalidRequestError('no\x1b[2J\nok'), new ConfigurationError('no\x1b[2J\nok')]) {
      expect(error.message).toBe('no\\x1b[2J\\nok');
      expect(error.stack!.split('\n')[0]).toContain('no\\x1b[2J\\nok');
    }
  });
});
