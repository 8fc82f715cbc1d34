import type { ValueCodec } from '../value-codec';
import { InetAddress } from '../../driver/values';
import { ProtocolError } from '../../errors/protocol-error';
import { wrongType } from '../invalid-value';
import { takeBytes } from '../bytes';
import { foreignInetBytes } from '../driver-values';
import { inetAddressOf } from './exact-values';
import { parseInetAddress } from './inet-address';

export function createInetCodec(copyBuffer: boolean): ValueCodec {
  return {
    decode(buffer, position, end) {
      const length = end - position;
      if (length !== 4 && length !== 16) throw new ProtocolError(`An inet has 4 or 16 bytes, not ${length}`);
      return inetAddressOf(takeBytes(buffer, position, end, copyBuffer));
    },
    encode(writer, value) {
      const bytes = value instanceof InetAddress ? value.getBuffer() : parse(value);
      if (bytes === undefined) throw wrongType('an InetAddress or its string', value);
      writer.raw(bytes);
    },
  };
}

function parse(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? parseInetAddress(value) : foreignInetBytes(value);
}
