/** Passkeys of the browser. Its library is loaded when a passkey is used first: most visits need none. */

import type { PasskeyAssertion, PasskeyAttestation, PasskeyCreation, PasskeyRequest } from '@spotdeck/api'

/** Reason why the browser gave no passkey. */
export type PasskeyFailureCode = 'canceled' | 'known' | 'failed'

/** The browser gave no passkey: the user or time ended it, the device has one of this desk, or it cannot. */
export class PasskeyFailure extends Error {
  override readonly name = 'PasskeyFailure'
  readonly code: PasskeyFailureCode
  constructor(code: PasskeyFailureCode, options?: ErrorOptions) {
    super(`The browser gave no passkey (${code}): try again.`, options)
    this.code = code
  }
}

/** Passkeys, as far as the browser has them. All promises reject with `PasskeyFailure`. */
export interface BrowserPasskeys {
  /** False in old browsers, and on pages without HTTPS that are not at localhost. */
  readonly isSupported: boolean
  /** Makes a passkey; the browser asks its user. */
  create(options: PasskeyCreation): Promise<PasskeyAttestation>
  /** Signs with a passkey that the user chooses in the browser's dialog. */
  sign(options: PasskeyRequest): Promise<PasskeyAssertion>
  /** True if the browser can offer passkeys among the suggestions of a field. */
  canSuggest(): Promise<boolean>
  /** Signs with a passkey that the user chooses among the suggestions of a field; another call here ends it. */
  suggest(options: PasskeyRequest): Promise<PasskeyAssertion>
  /** Ends what waits for the user. */
  cancel(): void
}

const library = () => import('@simplewebauthn/browser')

/** Passkeys of the real browser. */
export const browserPasskeys: BrowserPasskeys = {
  isSupported: typeof PublicKeyCredential === 'function',
  async create(optionsJSON) {
    const { startRegistration } = await library()
    const { id, rawId, type, response } = await startRegistration({ optionsJSON }).catch(failed)
    const { clientDataJSON, attestationObject, transports } = response
    const made = { clientDataJSON, attestationObject, transports }
    return { id, rawId, type: typeOf(type), response: made, clientExtensionResults: {} }
  },
  sign: (options) => signed(options, false),
  canSuggest: async () => (await library()).browserSupportsWebAuthnAutofill(),
  suggest: (options) => signed(options, true),
  cancel: () => void library().then(({ WebAuthnAbortService }) => WebAuthnAbortService.cancelCeremony()),
}

async function signed(optionsJSON: PasskeyRequest, useBrowserAutofill: boolean): Promise<PasskeyAssertion> {
  const { startAuthentication } = await library()
  const { id, rawId, type, response } = await startAuthentication({ optionsJSON, useBrowserAutofill }).catch(failed)
  return { id, rawId, type: typeOf(type), response, clientExtensionResults: {} }
}

/** There is one type. */
function typeOf(type: string): 'public-key' {
  if (type === 'public-key') return type
  throw new PasskeyFailure('failed')
}

const CODES: ReadonlyMap<string, PasskeyFailureCode> = new Map([
  ['NotAllowedError', 'canceled'],
  ['AbortError', 'canceled'],
  ['InvalidStateError', 'known'],
])

function failed(cause: unknown): never {
  throw new PasskeyFailure((cause instanceof Error ? CODES.get(cause.name) : undefined) ?? 'failed', { cause })
}
