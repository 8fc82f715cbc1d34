import { hex } from '../../../test/wire-image';
import { addressBytes, BodyWriter } from './body-writer';

describe('BodyWriter', () => {
  it('keeps what it wrote while its buffer grows', () => {
    const writer = new BodyWriter();
    for (let value = 0; value < 1000; value++) {
      writer.uint16(value);
    }
    const written = writer.finish();
    expect(written).toHaveLength(2000);
    expect(Array.from({ length: 1000 }, (_, index) => written.readUInt16BE(index * 2))).toEqual([
      ...Array(1000).keys(),
    ]);
  });
});

describe('addressBytes', () => {
  it.each([
    ['10.1.2.3', '0a010203'],
    ['::1', '00000000000000000000000000000001'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['::ffff:1.2.3.4', '00000000000000000000ffff01020304'],
  ])('of %s', (address, expected) => {
    expect(addressBytes(address)).toEqual(hex(expected));
  });

  it.each(['', '1.2.3', '1.2.3.256', 'host'])('refuses %p', (address) => {
    expect(() => addressBytes(address)).toThrow('not an IP address');
  });
});
