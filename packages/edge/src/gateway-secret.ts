/** Secret that the gateways of a database share outside of it: whoever reads the database or writes Redis does not have it. */

import { createHmac, timingSafeEqual } from 'node:crypto'

/** Characters that it has at least. */
export const MIN_SECRET_LENGTH = 32

/** Says how gateways are given it. */
export const SECRET_HOW =
  'write the output of `openssl rand -hex 32` into an owner-only file, and name it on every gateway in --gateway-secret-file ' +
  '(SPOTDECK_GATEWAY_SECRET_FILE, gatewaySecretFile)'

/** Says why gateways that would speak to each other do not start. */
export const WITHOUT_SECRET = `Gateways believe each other only by a secret that they share: ${SECRET_HOW}; or leave the bus, --advertise-url and --gateway-origins out.`

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
