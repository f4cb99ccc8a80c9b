/** Is the exchange there, and what time is it? */

import { type Endpoint, PUBLIC_READ } from '../endpoint.ts'
import type { NoQuery } from '../parameters.ts'

/** Answers exactly `{}`. */
export const ping: Endpoint<NoQuery, Readonly<Record<string, never>>> = {
  ...PUBLIC_READ,
  name: 'ping',
  path: '/api/v3/ping',
  does: 'Tests the connection.',
  parameters: {},
}

/** Time of the exchange in ms since the epoch. */
export type ServerTimeAnswer = { readonly serverTime: number }

/** The exchange's clock, ms since the epoch. */
export const serverTime: Endpoint<NoQuery, ServerTimeAnswer> = {
  ...PUBLIC_READ,
  name: 'serverTime',
  path: '/api/v3/time',
  does: 'The exchange’s clock.',
  parameters: {},
}
