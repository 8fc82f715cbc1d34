// Listens to one connection and records each execution of one prepared statement, with the server's answer.
import { Envelopes, opcodes } from './envelopes.mjs';

const preparedKind = 4;

export class Conversation {
  #requests = new Envelopes();
  #answers = new Envelopes();
  /** By stream id. */
  #waiting = new Map();

  /**
   * `query` is the text of the statement; its first value is an int. `ids` holds its prepared ids, of all connections. `onExecution` is called with
   * the int and the record: `answer` is undefined until the server has answered, then `result` or the code of the error.
   */
  constructor({ query, ids, onExecution }) {
    Object.assign(this, { query, ids, onExecution });
  }

  hearRequest(bytes) {
    for (const { streamId, opcode, body } of this.#requests.read(bytes)) {
      if (this.#waiting.has(streamId)) throw new Error(`stream ${streamId} is used again before its answer`);
      this.#waiting.set(streamId, this.#recordOf(opcode, body));
    }
  }

  hearAnswer(bytes) {
    for (const { streamId, opcode, body } of this.#answers.read(bytes)) {
      if (opcode === opcodes.ready || opcode === opcodes.authenticate) {
        this.#requests.isFramed = true;
        this.#answers.isFramed = true;
      }
      const record = this.#waiting.get(streamId);
      this.#waiting.delete(streamId);
      if (record === undefined) continue;
      record.answer = opcode === opcodes.error ? body.readUInt32BE(0) : 'result';
      if (record.isPrepare && opcode === opcodes.result) this.#learn(body);
    }
  }

  #recordOf(opcode, body) {
    if (opcode === opcodes.prepare) {
      const query = body.toString('utf8', 4, 4 + body.readUInt32BE(0));
      return query === this.query ? { isPrepare: true } : undefined;
    }
    if (opcode !== opcodes.execute) return undefined;
    const id = shortBytes(body, 0);
    if (!this.ids.has(id.toString('hex'))) return undefined;
    const resultId = shortBytes(body, 2 + id.length);
    // The consistency level, the flags, the number of values and the length of the first one.
    const at = 2 + id.length + 2 + resultId.length + 2 + 4 + 2 + 4;
    const record = { answer: undefined };
    this.onExecution(body.readInt32BE(at), record);
    return record;
  }

  #learn(body) {
    if (body.readUInt32BE(0) === preparedKind) this.ids.add(shortBytes(body, 4).toString('hex'));
  }
}

function shortBytes(body, at) {
  return body.subarray(at + 2, at + 2 + body.readUInt16BE(at));
}
