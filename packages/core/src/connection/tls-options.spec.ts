import { createSecureContext, type ConnectionOptions as TlsOptions } from 'node:tls';
import { Opening } from './opening';
import { complaintAboutTls, copyOfTls, tlsBag, tlsOptionsFor } from './tls-options';

/** The names that the declarations of Node have for `tls.connect`: the compiler finds one that is missing here. */
const declared = {
  ...{ ca: true, cert: true, key: true, pfx: true, crl: true, passphrase: true, ciphers: true, sigalgs: true },
  ...{ ecdhCurve: true, dhparam: true, honorCipherOrder: true, minVersion: true, maxVersion: true },
  ...{ secureProtocol: true, secureOptions: true, allowPartialTrustChain: true, sessionIdContext: true },
  ...{ sessionTimeout: true, ticketKeys: true, clientCertEngine: true, privateKeyEngine: true },
  ...{ privateKeyIdentifier: true, rejectUnauthorized: true, checkServerIdentity: true, servername: true },
  ...{ requestCert: true, secureContext: true, session: true, ALPNProtocols: true, pskCallback: true },
  ...{ minDHSize: true, enableTrace: true },
  ...{ host: false, port: false, path: false, socket: false, lookup: false, timeout: false },
  ...{ SNICallback: false, ALPNCallback: false },
} satisfies Record<keyof TlsOptions, boolean>;

/** The names that this version of Node reads to make a SecureContext. */
function namesOfContext(): string[] {
  const names = new Set<string>();
  const get = (_options: object, name: string): undefined => void names.add(name);
  createSecureContext(new Proxy({}, { get }));
  return [...names].filter((name) => name !== 'context').sort();
}

describe('the options of TLS', () => {
  it.each(Object.entries(declared))('%s is taken: %s', (name, isTaken) => {
    const complaint = complaintAboutTls({ [name]: null });
    if (isTaken) expect(complaint).toBeUndefined();
    // The hint says what to do instead.
    else expect(complaint).toMatch(new RegExp(`^Unknown option 'ssl.${name}': \\w.{15}`));
  });

  it.each(namesOfContext())('%s, which this version of Node reads, is known', (name) => {
    expect(Object.keys(tlsBag.table)).toContain(name);
  });

  it.each([
    ['reject_unauthorized', 'rejectUnauthorized'],
    ['rejectUnauthorised', 'rejectUnauthorized'],
    ['rejectUnautorized', 'rejectUnauthorized'],
    ['serverName', 'servername'],
    ['checkServerIdenity', 'checkServerIdentity'],
    ['certificate', 'cert'],
    ['certFile', 'cert'],
    ['clientCert', 'cert'],
    ['caFile', 'ca'],
    ['ca_path', 'ca'],
    ['privateKey', 'key'],
    ['pass_phrase', 'passphrase'],
    ['minTlsVersion', 'minVersion'],
    ['secure_context', 'secureContext'],
  ])('for %s name %s', (given, meant) => {
    expect(complaintAboutTls({ [given]: 'x' })).toBe(`Unknown option 'ssl.${given}': did you mean 'ssl.${meant}'?`);
  });

  it.each(['host', 'port', 'path', 'socket', 'localPort', 'lookup', 'signal', 'onread', 'enabled', 'toString'])(
    'do not take %s',
    (name) => {
      expect(complaintAboutTls({ [name]: 'x' })).toContain(`Unknown option 'ssl.${name}'`);
    },
  );

  it.each(['ca', 'cert', 'minVersion'])('name %s, which has no effect beside a SecureContext', (name) => {
    const secureContext = createSecureContext({});
    expect(complaintAboutTls({ secureContext, [name]: 'x' })).toContain(`'ssl.${name}' has no effect`);
    expect(complaintAboutTls({ secureContext, [name]: undefined })).toBeUndefined();
    expect(complaintAboutTls({ secureContext, servername: 'x' })).toBeUndefined();
  });

  it('are read from an object of a class, with its getters', () => {
    class Certificates {
      readonly cert = 'ours';
      get ca(): string {
        return 'theirs';
      }
    }
    expect(copyOfTls(new Certificates())).toEqual({ ca: 'theirs', cert: 'ours' });
  });

  it('are checked each time that a function returns them', async () => {
    const answers = [{ ca: 'x' }, { caFile: 'x' }, { path: '/run/other' }, { rejectUnauthorized: 'no' }];
    const ask = (): Promise<TlsOptions> =>
      tlsOptionsFor('a:1', () => answers.shift() as TlsOptions, new Opening(new AbortController().signal));
    expect(await ask()).toEqual({ ca: 'x' });
    const returned = "No connection to a:1: the function in option 'ssl' returned wrong options: ";
    await expect(ask()).rejects.toThrow(`${returned}Unknown option 'ssl.caFile': did you mean 'ssl.ca'?`);
    await expect(ask()).rejects.toThrow(`${returned}Unknown option 'ssl.path'`);
    await expect(ask()).rejects.toThrow(`${returned}Option 'ssl.rejectUnauthorized' must be true or false`);
  });
});
