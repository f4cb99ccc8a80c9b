/** Endpoints of an API key: its permissions and its IP addresses. */

import type { Endpoint } from './endpoint.ts'
import { optional, required } from './parameters.ts'

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
  name: 'apiKeyInfo',
  method: 'GET',
  path: '/api/v3/apiKeyInfo',
  security: 'signed',
  weight: { ip: 1 },
  retry: 'read',
  parameters: { accessKey: required.text },
  source: 'docs 2026-04',
}

/** Changes to an API key. */
export type EditApiKeyQuery = {
  readonly apiKey: string
  readonly ipWhiteList?: readonly string[]
  readonly note?: string
}
/** MEXC: `apikey` is lower case here. */
export type EditApiKeyAnswer = { readonly note: string; readonly apikey: string; readonly ipWhiteList: string }

/** At most 20 addresses. */
export const editApiKey: Endpoint<EditApiKeyQuery, EditApiKeyAnswer> = {
  name: 'editApiKey',
  method: 'POST',
  path: '/api/v3/apiKeyInfo',
  security: 'signed',
  weight: { ip: 1 },
  retry: 'read',
  parameters: { apiKey: required.text, ipWhiteList: optional.list, note: optional.text },
  source: 'change log 2026-06-11',
}
