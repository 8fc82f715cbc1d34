import { QueryError } from '../errors/async-cassandra-error';
import { decodePagingState, encodePagingState } from './paging-state';

const fingerprint = 0xdeadbeef;
const serverState = Buffer.from([0x00, 0xff, 0x10, 0x80, 0x7f]);

describe('a paging state', () => {
  test('gives the bytes of the server back to the request it belongs to', () => {
    expect(decodePagingState(encodePagingState(serverState, fingerprint), fingerprint)).toEqual(serverState);
  });

  test('needs no escaping in a URL', () => {
    const text = encodePagingState(Buffer.alloc(100, 0xfb), fingerprint);
    expect(encodeURIComponent(text)).toBe(text);
  });

  test('is refused by another request', () => {
    const text = encodePagingState(serverState, fingerprint);
    const refused = () => decodePagingState(text, fingerprint + 1);
    expect(refused).toThrow(/another statement or to other parameter values/);
    expect(refused).toThrow(expect.objectContaining({ code: 'INVALID_PAGING_STATE' }));
  });

  test('is refused whichever single character was changed, cut or added', () => {
    const text = encodePagingState(serverState, fingerprint);
    for (let i = 0; i < text.length; i++) {
      const other = text[i] === 'A' ? 'B' : 'A';
      const changed = [text.slice(0, i) + other + text.slice(i + 1), text.slice(0, i) + text.slice(i + 1)];
      for (const damaged of changed) expect(() => decodePagingState(damaged, fingerprint)).toThrow(QueryError);
    }
    expect(() => decodePagingState(`${text}A`, fingerprint)).toThrow(QueryError);
  });

  test('is refused when it is no text of that kind at all', () => {
    for (const text of ['', 'A', 'not a state!', '....', 'AAAAAAAAAAAAAAAA']) {
      expect(() => decodePagingState(text, fingerprint)).toThrow(/damaged/);
    }
  });
});
