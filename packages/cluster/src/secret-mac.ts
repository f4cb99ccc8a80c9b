/** Codes by the secret that the gateways of a database share outside of it. */

import { createHmac, timingSafeEqual } from 'node:crypto'

/** Codes that only a holder of the secret can make, for one purpose. */
export class SecretMac {
  readonly #key: Buffer

  /** @param purpose a code of one purpose is worth nothing for another */
  constructor(secret: string, purpose: 'bus' | 'forward') {
    this.#key = createHmac('sha256', secret).update(`spotdeck ${purpose}`, 'utf8').digest()
  }

  of(...parts: readonly (string | number)[]): string {
    return createHmac('sha256', this.#key).update(JSON.stringify(parts), 'utf8').digest('base64url')
  }

  isOf(mac: string, ...parts: readonly (string | number)[]): boolean {
    const [given, expected] = [Buffer.from(mac), Buffer.from(this.of(...parts))]
    return given.length === expected.length && timingSafeEqual(given, expected)
  }
}
