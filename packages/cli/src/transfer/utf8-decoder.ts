// Decodes UTF-8 and fails for bytes that are not: a file in Latin-1 would be stored with U+FFFD in place of its letters.
import { Transform, type TransformCallback } from 'node:stream';
import { CliError } from '../command-line/cli-error';

export class Utf8Decoder extends Transform {
  readonly #file: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(file: string) {
    super({ readableObjectMode: true });
    this.#file = file;
  }

  override _transform(bytes: Buffer, _encoding: string, callback: TransformCallback): void {
    this.#decode(bytes, { stream: true }, callback);
  }

  override _flush(callback: TransformCallback): void {
    this.#decode(new Uint8Array(), {}, callback);
  }

  #decode(bytes: Uint8Array, options: { stream?: boolean }, callback: TransformCallback): void {
    try {
      const text = this.#decoder.decode(bytes, options);
      callback(null, text === '' ? undefined : text);
    } catch (cause) {
      const hint = 'Convert it first, for example with iconv';
      callback(new CliError(`${this.#file} is not a text in UTF-8`, { cause, hint }));
    }
  }
}
