// Records the answers of a real Cassandra to the scenes, with and without LZ4: `node tools/torture/fuzz/record.mjs`. Only needed when a scene
// changes: replays need no server.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { startCassandra } from '@async-cassandra/testing';
import { runMain, step } from '../../terminal.mjs';
import { createLz4Compressor } from '@async-cassandra/core/internal';
import { Exchange } from './exchange.mjs';
import { writeRecording } from './recording.mjs';
import { keyspace, preparedText, rows, scenes, schema } from './scenes.mjs';

/** A proxy between client and server that records what the server sends. */
async function openTap({ contactPoints: [host], port }) {
  const kept = [];
  const tap = createServer((client) => {
    const server = connect({ host, port });
    server.on('data', (chunk) => {
      kept.push(chunk);
      client.write(chunk);
    });
    client.on('data', (chunk) => server.write(chunk));
    client.on('error', () => {}).on('close', () => server.destroy());
    server.on('error', () => {}).on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(tap, 'listening');
  return {
    endpoint: { address: '127.0.0.1', port: tap.address().port },
    take: () => Buffer.concat(kept.splice(0)),
    close: () => tap.close(),
  };
}

/** Returns the length of the bare envelopes before the first segment: SUPPORTED and READY. */
function handshakeLength(bytes) {
  const supported = 9 + bytes.readInt32BE(5);
  return supported + 9 + bytes.readInt32BE(supported + 5);
}

async function recordScene(tap, scene, prepared, compressor) {
  const { requests, flags, events } = scene;
  await new Exchange().run(tap.endpoint, { requests: requests(prepared), flags, events }, compressor);
  const bytes = tap.take();
  const at = handshakeLength(bytes);
  return { handshake: bytes.subarray(0, at), answer: bytes.subarray(at) };
}

async function prepare(tap) {
  const [{ answer }] = await new Exchange().run(tap.endpoint, { requests: scenes.prepare.requests() });
  tap.take();
  const { id, resultMetadataId } = JSON.parse(answer);
  return { id: Buffer.from(id).toString('hex'), resultMetadataId: Buffer.from(resultMetadataId).toString('hex') };
}

async function main() {
  const cassandra = await startCassandra();
  const tap = await openTap(cassandra);
  try {
    await step('fill', () => cassandra.runCql(`${schema}${rows}`));
    const prepared = await prepare(tap);
    const recorded = [];
    for (const compression of ['none', 'lz4']) {
      const compressor = compression === 'lz4' ? createLz4Compressor() : undefined;
      await step(`record ${compression}`, async () => {
        for (const [name, scene] of Object.entries(scenes)) {
          recorded.push({ name, compression, ...(await recordScene(tap, scene, prepared, compressor)) });
          await cassandra.runCql(`DROP TABLE IF EXISTS ${keyspace}.fresh`);
        }
      });
    }
    const [{ release_version: version }] = await cassandra.runCql('SELECT release_version FROM system.local');
    await writeRecording({ version, preparedText, prepared, recorded });
    await cassandra.runCql(`DROP KEYSPACE ${keyspace}`);
  } finally {
    tap.close();
    await cassandra.stop();
  }
}

await runMain(main);
