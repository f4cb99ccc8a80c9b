/** Listen keys open a private stream without a signature. MEXC: the docs list no signature; all four need one. */

import type { ListenKeyAnswer, ListenKeysAnswer } from './answers.ts'
import type { Endpoint } from './endpoint.ts'
import { type NoQuery, required } from './parameters.ts'

const PATH = '/api/v3/userDataStream'

/**
 * A key that lives 60 minutes. MEXC: it may be one that is in use already, perhaps by another program; a user has 60 at most, so
 * one whose answer was lost is looked for among them before another is made.
 */
export const createListenKey: Endpoint<NoQuery, ListenKeyAnswer> = {
  name: 'createListenKey',
  method: 'POST',
  path: PATH,
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'never',
  parameters: {},
  source: 'docs 2025-08; signing as observed live',
}

/** Valid listen keys of the account. */
export const listListenKeys: Endpoint<NoQuery, ListenKeysAnswer> = {
  name: 'listListenKeys',
  method: 'GET',
  path: PATH,
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: {},
  source: 'docs 2026-04',
}

/** From now 60 minutes more. Unknown or expired: 730708, and a new key is needed. */
export const extendListenKey: Endpoint<{ readonly listenKey: string }, ListenKeyAnswer> = {
  name: 'extendListenKey',
  method: 'PUT',
  path: PATH,
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: { listenKey: required.text },
  source: 'docs 2025-08; signing as observed live',
}

/** Ends the key and the streams on it. Close only keys of your own making. */
export const closeListenKey: Endpoint<{ readonly listenKey: string }, ListenKeyAnswer> = {
  name: 'closeListenKey',
  method: 'DELETE',
  path: PATH,
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: { listenKey: required.text },
  source: 'docs 2025-08; signing as observed live',
}
