/** Is the exchange there, and what time is it? */

import type { Endpoint } from './endpoint.ts'
import type { NoQuery } from './parameters.ts'

/** Answers exactly `{}`. */
export const ping: Endpoint<NoQuery, Readonly<Record<string, never>>> = {
  name: 'ping',
  method: 'GET',
  path: '/api/v3/ping',
  security: 'public',
  weight: { ip: 1 },
  retry: 'read',
  parameters: {},
  source: 'docs 2025-08',
}

/** Time of the exchange in ms since the epoch. */
export type ServerTimeAnswer = { readonly serverTime: number }

/** The exchange's clock, ms since the epoch. */
export const serverTime: Endpoint<NoQuery, ServerTimeAnswer> = {
  name: 'serverTime',
  method: 'GET',
  path: '/api/v3/time',
  security: 'public',
  weight: { ip: 1 },
  retry: 'read',
  parameters: {},
  source: 'docs 2025-08',
}
