/** Snapshots of books over REST. */

import { depth } from '@spotdeck/wire'
import type { CallOptions, RestClient } from '../rest/rest-client.ts'
import type { FetchSnapshot } from './follow-book.ts'

/** Enough for any top-of-book use at a weight of 3. */
const LEVELS = 1_000

/** `limit` levels a side, each read with the options of `call`. MEXC: no more than 2,000 were ever seen, whatever was asked for. */
export function restSnapshots(rest: RestClient, limit = LEVELS, call: CallOptions = {}): FetchSnapshot {
  return (symbol, signal) => rest.call(depth, { symbol, limit }, { ...call, signal })
}
