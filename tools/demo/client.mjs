// The requests of the demo to its service, over HTTP.
import { setTimeout as delay } from 'node:timers/promises';
import { forEachInFlight } from './in-flight.mjs';

const batchSize = 500;
const batchesInFlight = 4;
/** The attempts to write a batch: repeating it is harmless. */
const attempts = 5;

export class Client {
  #url;
  #signal;

  constructor(url, signal) {
    this.#url = url;
    this.#signal = signal;
  }

  async get(path) {
    return this.#request('GET', path);
  }

  async post(path, body = {}) {
    return this.#request('POST', path, body);
  }

  async registerDevice(device, description) {
    return this.#request('PUT', `/devices/${device}`, description);
  }

  /** Calls `onWritten` with the number of readings written so far. */
  async load(readings, onWritten) {
    let written = 0;
    await forEachInFlight(batchesOf(readings), batchesInFlight, async (batch) => {
      await this.writeBatch(batch);
      written += batch.length;
      onWritten(written);
    });
    return written;
  }

  async writeBatch(readings) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.post('/readings', { readings });
      } catch (error) {
        if (!error.isTemporary || attempt === attempts) throw error;
        await delay(200 * attempt, undefined, { signal: this.#signal });
      }
    }
  }

  async #request(method, path, body) {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      signal: this.#signal,
      headers: body && { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (response.ok) return response.json();
    const error = new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
    error.isTemporary = response.status === 503 || response.status === 504;
    throw error;
  }
}

function* batchesOf(readings) {
  let batch = [];
  for (const reading of readings) {
    batch.push(reading);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
