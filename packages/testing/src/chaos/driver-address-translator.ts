import { policies } from 'cassandra-driver';

import type { ProxyTarget } from './proxy-target';

// The driver only accepts instances of this class, which its type declarations show as an interface.
const { AddressTranslator } = policies.addressResolution as unknown as { AddressTranslator: new () => object };

/** An address translator for cassandra-driver. */
export class DriverAddressTranslator extends AddressTranslator implements policies.addressResolution.AddressTranslator {
  readonly #toTarget: (host: string, port: number) => ProxyTarget;

  constructor(toTarget: (host: string, port: number) => ProxyTarget) {
    super();
    this.#toTarget = toTarget;
  }

  translate(address: string, port: number, callback: (endpoint: string) => void): void {
    const translated = this.#toTarget(address, port);
    callback(`${translated.host}:${translated.port}`);
  }
}
