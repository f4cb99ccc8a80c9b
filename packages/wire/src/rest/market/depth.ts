/** The order book over REST. */

import type { DepthAnswer } from '../answers.ts'
import { type Endpoint, PUBLIC_READ } from '../endpoint.ts'
import { optional, required } from '../parameters.ts'

/** Symbol of a book, and the number of levels per side. */
export type DepthQuery = { readonly symbol: string; readonly limit?: number }

/**
 * A snapshot, best first on both sides; `lastUpdateId` counts as the streams' versions do.
 * MEXC: `limit` is 100 by default and 5,000 at most, yet no more than 2,000 levels a side were ever seen.
 */
export const depth: Endpoint<DepthQuery, DepthAnswer> = {
  ...PUBLIC_READ,
  name: 'depth',
  path: '/api/v3/depth',
  does: 'The order book with its version; up to 5,000 levels.',
  weight: { ip: 3 },
  parameters: { symbol: required.text, limit: optional.integer },
  source: 'docs 2025-08, weight of 2026-04; timestamp as recorded live',
}
