// A server that answers each packet of the client with the next of a list of byte strings, then ends the connection.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** For one connection at a time: `play` sets the bytes for the next one. */
export async function openReplayServer() {
  let next = [];
  const server = createServer((socket) => {
    const sendings = [...next];
    socket.on('error', () => {});
    socket.on('data', () => {
      const bytes = sendings.shift();
      if (bytes === undefined) return;
      if (sendings.length > 0) socket.write(bytes);
      else socket.end(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: { address: '127.0.0.1', port: server.address().port },
    play: (sendings) => {
      next = sendings;
    },
    close: () => server.close(),
  };
}
