// TLS in front of a stub's nodes, with a shared secret in place of certificates: so both callbacks of `ssl` are asked. For foreign-code.cjs.
const { once } = require('node:events');
const { connect } = require('node:net');
const { createServer } = require('node:tls');

const psk = Buffer.from('0123456789abcdef');
const ciphers = { ciphers: 'PSK-AES128-GCM-SHA256', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' };

/** Ends TLS in front of one node. */
async function inFrontOf({ address, port }) {
  const server = createServer({ ...ciphers, pskCallback: () => psk }, (socket) => {
    const inner = connect({ host: address, port });
    for (const [from, to] of [
      [socket, inner],
      [inner, socket],
    ]) {
      from.on('error', () => {});
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  server.on('tlsClientError', () => {});
  server.listen(0, address);
  await once(server, 'listening');
  return server;
}

/** A place: one callback of `ssl`. */
const behindTls = (name) => (f) => {
  const callbacks = {
    checkServerIdentity: () => undefined,
    pskCallback: () => ({ psk, identity: 'client' }),
  };
  return {
    options: { ssl: { ...ciphers, ...callbacks, [name]: f(callbacks[name]) }, controlConnectionTimeoutMs: 6000 },
    /** `options` are the options of the cluster: they get addresses that lead through TLS. Resolves with a function that stops it. */
    async begin(stub, options) {
      const servers = await Promise.all(stub.nodes.map(inFrontOf));
      const ports = new Map(stub.nodes.map(({ address }, index) => [address, servers[index].address().port]));
      const [first] = stub.nodes;
      options.contactPoints = [`${first.address}:${ports.get(first.address)}`];
      options.addressTranslator = (host, port) => ({ host, port: ports.get(host) ?? port });
      return async () => {
        for (const server of servers) server.close();
      };
    },
  };
};

module.exports = { behindTls };
