/** Snapshots of books over REST. */

import { depth } from '@spotdeck/wire'
import type { RestClient } from '../rest/rest-client.ts'
import type { FetchSnapshot } from './follow-book.ts'

/** Enough for any top-of-book use at a weight of 3. */
const LEVELS = 1_000

/** `limit` levels a side. MEXC: no more than 2,000 were ever seen, whatever was asked for. */
export function restSnapshots(rest: RestClient, limit = LEVELS): FetchSnapshot {
  return (symbol, signal) => rest.call(depth, { symbol, limit }, { signal })
}
