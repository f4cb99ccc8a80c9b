/** The way back from a masked id: what a viewer was shown is remembered, and an index of the account's orders has the rest. */

import type { MaskId } from '@spotdeck/api'
import type { Desk, Head, Hides } from '../../desk.ts'

const REMEMBERED = 20_000
/** Orders in an account's index: the newest ones, and whatever is learnt later. */
const MAX_ORDERS = 100_000
const PAGE = 1_000
/** Events read to bring an index up to date; beyond them it is made anew. */
const MAX_EVENTS = 100_000

export interface MaskedIdIndex {
  /** Masks as usual and remembers. */
  masking(account: string): MaskId
  /** The id behind a masked one; `undefined` when no order that was shown or is in the index has it. */
  unmask(account: string, masked: string): Promise<string | undefined>
}

/** `at`: up to where the ledger was when it was read; with nothing new there is nothing to look for. */
type HidesOf = (account: string) => Hides | undefined
type Index = {
  at: Head
  readonly ids: Map<string, string>
  readonly seen: Set<string>
  reading: Promise<void> | undefined
}

/** `hides`: what those are not shown who write masked ids. It stands in no index, where it would displace what they are shown. */
export function createKnownIds(desk: Desk, maskIdOf: (account: string) => MaskId, hides?: HidesOf): MaskedIdIndex {
  const known = new Map<string, string>()
  const indexes = new Map<string, Index>()
  const indexOf = (account: string, epoch: string): Index => {
    const found = indexes.get(account)
    if (found?.at.epoch === epoch) return found
    const made = { at: { epoch, seq: -1 }, ids: new Map(), seen: new Set<string>(), reading: undefined }
    indexes.set(account, made)
    return made
  }
  return {
    masking(account) {
      const maskId = maskIdOf(account)
      return (id) => {
        const masked = maskId(id)
        keep(known, `${account} ${masked}`, id, REMEMBERED)
        return masked
      }
    },
    async unmask(account, masked) {
      const shown = known.get(`${account} ${masked}`)
      const head = desk.head(account)
      if (shown !== undefined || head === undefined) return shown
      const index = indexOf(account, head.epoch)
      const found = index.ids.get(masked)
      if (found !== undefined || index.at.seq >= head.seq) return found
      // One reading for all who ask meanwhile.
      await (index.reading ??= bringUpToDate({ desk, account, hides: hides?.(account) }, index, {
        head,
        maskId: maskIdOf(account),
      }).finally(() => (index.reading = undefined)))
      return index.ids.get(masked)
    },
  }
}

type Source = { readonly desk: Desk; readonly account: string; readonly hides: Hides | undefined }

/** First the orders that are listed, then what events name: an order learnt late may be older than all that were known. */
async function bringUpToDate(
  source: Source,
  index: Index,
  { head, maskId }: { readonly head: Head; readonly maskId: MaskId },
): Promise<void> {
  const isNear = index.at.seq >= 0 && head.seq - index.at.seq <= MAX_EVENTS
  const found = (isNear ? await namedSince(source, index.at, head) : undefined) ?? (await newest(source))
  for (const id of found) {
    if (index.seen.has(id)) continue
    index.seen.add(id)
    keep(index.ids, maskId(id), id, MAX_ORDERS)
  }
  for (const id of index.seen) {
    if (index.seen.size <= MAX_ORDERS) break
    index.seen.delete(id)
  }
  index.at = head
}

/** Ids of the newest orders, the oldest of them first. */
async function newest({ desk, account, hides }: Source): Promise<readonly string[]> {
  const ids: string[] = []
  let cursor: string | null | undefined
  while (cursor !== null && ids.length < MAX_ORDERS) {
    const answer = await desk.orders(account, { limit: PAGE, hides, ...(cursor === undefined ? {} : { cursor }) })
    for (const { orderId } of answer.items) ids.push(orderId)
    cursor = answer.nextCursor
  }
  return ids.reverse()
}

/** Ids of orders that events after `since` tell of; `undefined` where the ledger no longer keeps those. */
async function namedSince(
  { desk, account, hides }: Source,
  since: Head,
  head: Head,
): Promise<readonly string[] | undefined> {
  const ids: string[] = []
  let at = since
  while (at.seq < head.seq) {
    const answer = await desk.eventsAfter(account, at, PAGE)
    const last = answer.kind === 'gone' ? undefined : answer.events.at(-1)
    if (answer.kind === 'gone' || last === undefined) return undefined
    for (const event of answer.events) {
      if (event.topic === 'orders' && hides?.('symbol', event.data.symbol) !== true) ids.push(event.data.orderId)
    }
    at = { epoch: since.epoch, seq: last.seq }
  }
  return ids
}

/** The one that was kept longest ago goes first. */
function keep(into: Map<string, string>, key: string, value: string, most: number): void {
  into.delete(key)
  into.set(key, value)
  const [oldest] = into.keys()
  if (into.size > most && oldest !== undefined) into.delete(oldest)
}
