// Variable-length integers (v5 spec, section 3, [vint]): the number of leading one-bits in the first byte is the number of further bytes.

export function unsignedVintBytes(value: bigint): Buffer {
  let extra = 0;
  while (extra < 8 && value >> BigInt(7 * (extra + 1)) !== 0n) {
    extra++;
  }
  const bytes = Buffer.alloc(extra + 1);
  let rest = value;
  for (let index = extra; index >= 0; index--) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  bytes[0] = bytes[0]! | (0xff & ~(0xff >> extra));
  return bytes;
}

export function signedVintBytes(value: bigint): Buffer {
  return unsignedVintBytes(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
}
