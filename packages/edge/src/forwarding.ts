/** Port: the way to the other gateways of a database, for calls that are answered there. */

import type { BroughtSecrets } from '@spotdeck/desk'
import type { EdgeAnswer, EdgeRequest } from './answer/answer.ts'

/** Header of a call that was passed on. */
export const FORWARDED = 'spotdeck-forwarded'

/** Address at which the client opened the page: for links, cookies and passkeys in the answer. */
export type ClientSite = {
  readonly url: string
  readonly secure: boolean
  readonly cookieName: string
  readonly relyingParty?: { readonly id: string; readonly origin: string } | undefined
}

/** A call to pass on, of a caller who was checked here: to the gateway that follows the account, or to any that makes credentials. */
export type PassedCall = {
  readonly brought: BroughtSecrets
  readonly site: ClientSite
  readonly request: EdgeRequest
  readonly account: string | undefined
}

/**
 * Outcome of passing on: the other gateway's answer; `nobody`, where nothing was done; `lost`, where it may have been done and nobody
 * has said so.
 */
export type Passed = { readonly kind: 'answer'; readonly answer: EdgeAnswer } | { readonly kind: 'nobody' | 'lost' }

/** A call that another gateway passed on. It names no rights. */
export type ForwardedCall = {
  /** Names the call in the logs of both gateways. */
  readonly id: string
  /** Address of the client. */
  readonly ip: string
  /** The caller's own cookie or token: whoever takes the call looks it up, and believes nobody about anybody's rights. */
  readonly brought: BroughtSecrets
  readonly site: ClientSite
  readonly request: {
    readonly method: string
    readonly path: string
    readonly query: string
    readonly headers: Readonly<Record<string, string>>
    readonly body?: string | undefined
  }
}

/** Passes calls on, once, and takes those that others pass on. */
export interface Forwarding {
  /** Address at which this gateway takes calls; without one it takes none. */
  readonly advertiseUrl?: string | undefined
  /** @throws {StoreError} `STORE_UNREACHABLE` where no address can be read: nothing was done */
  pass(call: PassedCall): Promise<Passed>
  /** Opens a call that another gateway sealed for this one, once; `undefined` for any other, and where none is taken. */
  open(sealed: string): ForwardedCall | undefined
  /** Seals the answer to a sealed call. */
  seal(
    sealedCall: string,
    answer: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ): string
}
