import { evenTokens, tokenBetween } from './ring';

describe('evenTokens', () => {
  it('begins at the smallest token and spaces the others evenly', () => {
    expect(evenTokens(4)).toEqual(['-9223372036854775808', '-4611686018427387904', '0', '4611686018427387904']);
  });
});

describe('tokenBetween', () => {
  it('halves the only range', () => {
    expect(tokenBetween(['-9223372036854775808'])).toBe('0');
  });

  it('halves the largest range, whatever the order', () => {
    expect(tokenBetween(['100', '-100', '0', '1000'])).toBe('-9223372036854775358');
    expect(tokenBetween(['4611686018427387904', '-9223372036854775808', '-4611686018427387904'])).toBe('0');
  });

  it('wraps around the end of the ring', () => {
    expect(tokenBetween(['-10', '30'])).toBe('-9223372036854775798');
  });
});
