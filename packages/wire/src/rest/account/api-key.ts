/** Endpoints of an API key: its permissions and its IP addresses. */

import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { type QueryFrom, optional, required } from '../parameters.ts'

/** `permissions` and `ipWhiteList` are comma-separated; `remainingValidity` in days, -999 for ever, 0 expired. */
export type ApiKeyInfoAnswer = {
  readonly note: string
  readonly accessKey: string
  /** MEXC: ISO text with offset live, ms in the docs. */
  readonly createTime: string | number
  readonly permissions: string
  readonly remainingValidity: number
  readonly ipWhiteList: string
  /** VALID, DELETE or FROZEN */
  readonly status: string
}

/** Permissions, addresses and remaining validity of an API key. */
export const apiKeyInfo: Endpoint<{ readonly accessKey: string }, ApiKeyInfoAnswer> = {
  ...SIGNED_READ,
  name: 'apiKeyInfo',
  path: '/api/v3/apiKeyInfo',
  does: 'Rights, addresses and end of an API key.',
  parameters: { accessKey: required.text },
  source: 'docs 2026-04',
}

const EDIT_API_KEY = { apiKey: required.text, ipWhiteList: optional.list, note: optional.text }
/** Changes to an API key. */
export type EditApiKeyQuery = QueryFrom<typeof EDIT_API_KEY>
/** MEXC: `apikey` is lower case here. */
export type EditApiKeyAnswer = { readonly note: string; readonly apikey: string; readonly ipWhiteList: string }

/** At most 20 addresses. */
export const editApiKey: Endpoint<EditApiKeyQuery, EditApiKeyAnswer> = {
  ...SIGNED_CHANGE,
  name: 'editApiKey',
  path: '/api/v3/apiKeyInfo',
  does: 'Changes the addresses or the note of an API key.',
  retry: 'read',
  parameters: EDIT_API_KEY,
  source: 'change log 2026-06-11',
}
