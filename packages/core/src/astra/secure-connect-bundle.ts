// The secure connect bundle of an Astra database: a zip archive with the address of its metadata service, and the certificate and key of its
// clients.
import { X509Certificate } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { ConfigurationError } from '../errors/async-cassandra-error';
import { messageOf } from '../errors/thrown';
import { describe, isObject } from '../options/option-checks';
import { wallClockMs } from '../waiting/timers';
import { readZip } from './zip-entries';

/** The path of a bundle, its bytes, or its bytes in base64. */
export type BundleSource = string | Buffer;

export interface SecureConnectBundle {
  readonly host: string;
  readonly port: number;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** A bundle has about 12 kB. */
const maxBundleBytes = 1024 * 1024;
const knownVersion = 1;
/** A zip archive in base64 begins so, and a path hardly. */
const base64Start = 'UEsDB';

const advice = 'Download the secure connect bundle of the database again';

/** @throws ConfigurationError that describes what is wrong with the bundle, and never shows a part of it. */
export async function readBundle(source: BundleSource): Promise<SecureConnectBundle> {
  const bytes = typeof source === 'string' ? await bytesOf(source) : source;
  if (bytes.length > maxBundleBytes) throw tooLarge(bytes.length);
  let files: ReadonlyMap<string, Buffer>;
  try {
    files = readZip(bytes);
  } catch (error) {
    throw new ConfigurationError(`The bundle cannot be read: ${messageOf(error)}. ${advice}`, { cause: error });
  }
  const [config, ca, cert, key] = ['config.json', 'ca.crt', 'cert', 'key'].map((name) => fileOf(files, name));
  const bundle = { ...addressIn(config!), ca: ca!, cert: cert!, key: key! };
  checkCertificates(bundle);
  return bundle;
}

async function bytesOf(text: string): Promise<Buffer> {
  if (!text.startsWith(base64Start)) return readBounded(text);
  if (text.length > (maxBundleBytes / 3) * 4 + 4) throw tooLarge(text.length);
  return Buffer.from(text, 'base64');
}

async function readBounded(path: string): Promise<Buffer> {
  // Not `await using`: the bundler replaces it by a package that core does not depend on.
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > maxBundleBytes) throw tooLarge(size);
    const buffer = Buffer.alloc(maxBundleBytes + 1);
    // A device has no size, and may never end.
    const { bytesRead } = await file.read(buffer, 0, buffer.length);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    throw new ConfigurationError(
      `Option 'bundle' must be the path of a secure connect bundle, its bytes, or its bytes in base64; as a path it cannot be read: ${codeOf(cause)}`,
      { cause },
    );
  } finally {
    await file?.close();
  }
}

/** The message of the error contains the path, which may be something else by mistake. */
function codeOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'it is not a path';
}

function tooLarge(bytes: number): ConfigurationError {
  return new ConfigurationError(
    `The bundle is too large: ${bytes} bytes, where ${maxBundleBytes} are allowed. ${advice}`,
  );
}

function fileOf(files: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const file = files.get(name);
  if (file !== undefined) return file;
  throw new ConfigurationError(
    `The archive is no secure connect bundle that this client knows: it has no ${name}. ${advice}`,
  );
}

function addressIn(config: Buffer): Pick<SecureConnectBundle, 'host' | 'port'> {
  let content: unknown;
  try {
    content = JSON.parse(config.toString('utf8'));
  } catch {
    throw new ConfigurationError(`The config.json of the bundle is broken. ${advice}`);
  }
  const { host, port, version = knownVersion } = (isObject(content) ? content : {}) as Record<string, unknown>;
  if (version !== knownVersion) {
    throw new ConfigurationError(
      `The bundle has version ${typeof version === 'number' ? version : describe(version)}, and this client knows version ${knownVersion} only: update this client`,
    );
  }
  if (typeof host !== 'string' || !/^[\w.-]+$/.test(host) || !Number.isInteger(port) || !isPort(port as number)) {
    throw new ConfigurationError(`The config.json of the bundle has no host and port of a metadata service. ${advice}`);
  }
  return { host, port: port as number };
}

const isPort = (port: number): boolean => port >= 1 && port <= 65_535;

function checkCertificates({ ca, cert, key }: SecureConnectBundle): void {
  let validTo: number;
  try {
    createSecureContext({ ca, cert, key });
    validTo = Date.parse(new X509Certificate(cert).validTo);
  } catch (cause) {
    throw new ConfigurationError(`The certificate and the key of the bundle do not fit, or are broken. ${advice}`, {
      cause,
    });
  }
  if (validTo > wallClockMs()) return;
  throw new ConfigurationError(
    `The bundle has expired: its certificate was valid until ${new Date(validTo).toISOString()}. ${advice}`,
  );
}
