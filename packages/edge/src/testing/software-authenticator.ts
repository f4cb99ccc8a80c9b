/**
 * An authenticator in software, written from the WebAuthn specification with node:crypto alone: it makes passkeys (ES256, no
 * attestation) and signs challenges, and does wrong what a test asks it to.
 */

import { type KeyObject, createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { PasskeyAssertion, PasskeyAttestation, PasskeyCreation, PasskeyRequest } from '@spotdeck/api'

/** Deviations of one answer from what was asked. */
export type Deviation = {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  readonly userHandle?: string
  readonly counter?: number
  /** True if the authenticator did not verify its user. */
  readonly isUnverified?: boolean
  readonly isBackedUp?: boolean
  readonly credentialId?: string
  /** Signs with another key. */
  readonly otherKey?: boolean
}

type Kept = { readonly key: KeyObject; readonly id: string; readonly userHandle: string; counter: number }

const [PRESENT, VERIFIED, CAN_BACK_UP, BACKED_UP, HAS_KEY] = [0x01, 0x04, 0x08, 0x10, 0x40]
/** Bitwarden's. */
const AAGUID = 'd548826e-79b4-db40-a3d8-11116f7e8349'.replaceAll('-', '')

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const sha256 = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest()
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

export class SoftwareAuthenticator {
  readonly #origin: string
  readonly #counts: boolean
  readonly #canBackUp: boolean
  #passkey: Kept | undefined

  /** @param counts false for one that always sends the counter 0, as most password managers do */
  constructor({ origin, counts = true, canBackUp = false }: { origin: string; counts?: boolean; canBackUp?: boolean }) {
    this.#origin = origin
    this.#counts = counts
    this.#canBackUp = canBackUp
  }

  /** Makes a passkey and answers as a browser does. */
  create(options: PasskeyCreation, deviation: Deviation = {}): PasskeyAttestation {
    const { privateKey, publicKey } = newKey()
    const id = deviation.credentialId ?? base64url(randomBytes(32))
    this.#passkey = { key: privateKey, id, userHandle: options.user.id, counter: 0 }
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const rawId = Buffer.from(id, 'base64url')
    const length = Buffer.alloc(2)
    length.writeUInt16BE(rawId.length)
    const key = Buffer.concat([Buffer.from(AAGUID, 'hex'), length, rawId, coseKey(x, y)])
    const authData = Buffer.concat([this.#head(options.rp.id, HAS_KEY, deviation), key])
    const attestation = [cborText('fmt'), cborText('none'), cborText('attStmt'), Buffer.of(0xa0)]
    const attestationObject = Buffer.concat([
      Buffer.of(0xa3),
      ...attestation,
      cborText('authData'),
      cborBytes(authData),
    ])
    return {
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#clientData('webauthn.create', options.challenge, deviation),
        attestationObject: base64url(attestationObject),
        transports: ['internal'],
      },
    }
  }

  /** Signs a challenge with the passkey that was made last. */
  sign(options: PasskeyRequest, deviation: Deviation = {}): PasskeyAssertion {
    const passkey = this.#passkey
    if (passkey === undefined) throw new Error('Make a passkey first.')
    const authData = this.#head(options.rpId, 0, deviation)
    const clientDataJSON = this.#clientData('webauthn.get', options.challenge, deviation)
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))])
    const key = deviation.otherKey === true ? newKey().privateKey : passkey.key
    const id = deviation.credentialId ?? passkey.id
    return {
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON,
        authenticatorData: base64url(authData),
        signature: base64url(sign('sha256', signed, key)),
        userHandle: deviation.userHandle ?? passkey.userHandle,
      },
    }
  }

  #clientData(type: string, challenge: string, deviation: Deviation): string {
    const data = { type, challenge, origin: this.#origin, crossOrigin: false }
    const { origin = data.origin, challenge: signed = challenge, type: named = type } = deviation
    return base64url(Buffer.from(JSON.stringify({ ...data, type: named, origin, challenge: signed }), 'utf8'))
  }

  /** Host hash, flags and counter. */
  #head(rpId: string, extra: number, deviation: Deviation): Buffer {
    const passkey = this.#passkey
    if (passkey !== undefined && this.#counts) passkey.counter += 1
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(deviation.counter ?? passkey?.counter ?? 0)
    const { isBackedUp = this.#canBackUp } = deviation
    const backup = (this.#canBackUp ? CAN_BACK_UP : 0) | (isBackedUp ? BACKED_UP : 0)
    const flags = PRESENT | (deviation.isUnverified === true ? 0 : VERIFIED) | backup | extra
    return Buffer.concat([sha256(deviation.rpId ?? rpId), Buffer.of(flags), counter])
  }
}

/** A COSE key: kty EC2, alg ES256, crv P-256, and both coordinates. */
function coseKey(x: string, y: string): Buffer {
  const coordinates = [x, y].map((text) => cborBytes(Buffer.from(text, 'base64url')))
  const [atX = Buffer.alloc(0), atY = Buffer.alloc(0)] = coordinates
  return Buffer.concat([Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21), atX, Buffer.of(0x22), atY])
}

const cborText = (text: string): Buffer => Buffer.concat([Buffer.of(0x60 + text.length), Buffer.from(text, 'utf8')])

function cborBytes(bytes: Uint8Array): Buffer {
  const head =
    bytes.length < 256 ? Buffer.of(0x58, bytes.length) : Buffer.of(0x59, bytes.length >> 8, bytes.length & 255)
  return Buffer.concat([head, bytes])
}
