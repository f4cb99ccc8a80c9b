/** Listen keys open a private stream without a signature. MEXC: the docs list no signature; all four need one. */

import type { ListenKeyAnswer, ListenKeysAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { type NoQuery, required } from '../parameters.ts'

const PATH = '/api/v3/userDataStream'

/**
 * A key that lives 60 minutes. MEXC: it may be one that is in use already, perhaps by another program; a user has 60 at
 * most, so one whose answer was lost is looked for among them before another is made.
 */
export const createListenKey: Endpoint<NoQuery, ListenKeyAnswer> = {
  ...SIGNED_CHANGE,
  name: 'createListenKey',
  path: PATH,
  does: 'Creates a listen key that is valid for 60 minutes.',
  section: 'generate-listen-key',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: {},
  source: 'docs 2025-08; signing as observed live',
}

/** Valid listen keys of the account. */
export const listListenKeys: Endpoint<NoQuery, ListenKeysAnswer> = {
  ...SIGNED_READ,
  name: 'listListenKeys',
  path: PATH,
  does: 'All valid listen keys of the user.',
  section: 'get-valid-listen-keys',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: {},
  source: 'docs 2026-04',
}

/** From now 60 minutes more. Unknown or expired: 730708, and a new key is needed. */
export const extendListenKey: Endpoint<{ readonly listenKey: string }, ListenKeyAnswer> = {
  ...SIGNED_CHANGE,
  name: 'extendListenKey',
  method: 'PUT',
  path: PATH,
  does: 'Extends a listen key to 60 minutes from now.',
  section: 'extend-listen-key-validity',
  permission: 'SPOT_ACCOUNT_READ',
  retry: 'read',
  parameters: { listenKey: required.text },
  source: 'docs 2025-08; signing as observed live',
}

/** Ends the key and the streams on it. Close only keys of your own making. */
export const closeListenKey: Endpoint<{ readonly listenKey: string }, ListenKeyAnswer> = {
  ...SIGNED_CHANGE,
  name: 'closeListenKey',
  method: 'DELETE',
  path: PATH,
  does: 'Closes a listen key and its streams.',
  section: 'close-listen-key',
  permission: 'SPOT_ACCOUNT_READ',
  retry: 'read',
  parameters: { listenKey: required.text },
  source: 'docs 2025-08; signing as observed live',
}
