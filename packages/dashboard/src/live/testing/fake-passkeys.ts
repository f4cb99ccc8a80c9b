/** Passkeys of a browser that the test answers for. */

import type { PasskeyAssertion, PasskeyAttestation, PasskeyCreation, PasskeyRequest } from '@spotdeck/api'
import { type BrowserPasskeys, PasskeyFailure } from '../browser-passkeys.ts'

const answered = { id: 'cred', rawId: 'cred', type: 'public-key', clientExtensionResults: {} } as const

export const assertion: PasskeyAssertion = {
  ...answered,
  response: { clientDataJSON: 'client', authenticatorData: 'data', signature: 'signature' },
}
export const attestation: PasskeyAttestation = {
  ...answered,
  response: { clientDataJSON: 'client', attestationObject: 'object' },
}

/** Answers at once, or cancels; suggestions wait until `choose` is called. */
export class FakePasskeys implements BrowserPasskeys {
  isSupported = true
  cancels = false
  /** Challenges that were signed, or offered as a suggestion. */
  readonly signed: string[] = []
  readonly suggested: string[] = []
  readonly created: string[] = []
  choose: () => void = () => {}

  create = (options: PasskeyCreation): Promise<PasskeyAttestation> => {
    this.created.push(options.challenge)
    return this.cancels ? Promise.reject(new PasskeyFailure('canceled')) : Promise.resolve(attestation)
  }

  sign = (options: PasskeyRequest): Promise<PasskeyAssertion> => {
    this.signed.push(options.challenge)
    return this.cancels ? Promise.reject(new PasskeyFailure('canceled')) : Promise.resolve(assertion)
  }

  canSuggest = (): Promise<boolean> => Promise.resolve(true)

  suggest = (options: PasskeyRequest): Promise<PasskeyAssertion> => {
    this.suggested.push(options.challenge)
    return new Promise((resolve) => (this.choose = () => resolve(assertion)))
  }

  cancel = (): void => {}
}
