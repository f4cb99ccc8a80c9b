/** Resolves masked ids: ids shown recently are kept, and an index of the account's orders has the others. */

import type { MaskId } from '@spotdeck/api'
import { BoundedMap } from '@spotdeck/ports'
import type { Desk, FollowedAccount } from '../desk.ts'
import type { Position, Hides } from '@spotdeck/reports'

const REMEMBERED = 20_000
/** Orders in an account's index: the newest ones, and those that are added later. */
const MAX_ORDERS = 100_000
const PAGE = 1_000
/** Events read to bring an index up to date; beyond them it is rebuilt. */
const MAX_EVENTS = 100_000

/** Resolves the masked ids of orders. */
export interface MaskedIdIndex {
  /** Masks ids and keeps them for `unmask`. */
  masking(account: string): MaskId
  /** The id of a masked one; `undefined` when no order that was shown or is in the index has it. */
  unmask(account: string, masked: string): Promise<string | undefined>
}

type HidesOf = (account: string) => Hides | undefined
/** Masked ids of one ledger's orders. `at`: the ledger's head when it was last read. */
type Index = {
  at: Position
  readonly ids: BoundedMap<string, string>
  readonly seen: Set<string>
  reading: Promise<void> | undefined
}

/** Parts of the index of masked ids. */
export type KnownIdsOptions = {
  readonly desk: Pick<Desk, 'account'>
  readonly maskIdOf: (account: string) => MaskId
  /** Names hidden from those who send masked ids; their orders are not indexed, where they would displace visible ones. */
  readonly hides?: HidesOf
  /** Yields to other requests while an index is made. */
  readonly turn: () => Promise<void>
}

/** Creates the index of masked ids. */
export function createKnownIds({ desk, maskIdOf, hides, turn }: KnownIdsOptions): MaskedIdIndex {
  const known = new BoundedMap<string, string>({ maxSize: REMEMBERED })
  const indexes = new Map<string, Index>()
  const indexOf = (account: string, epoch: string): Index => {
    const found = indexes.get(account)
    if (found?.at.epoch === epoch) return found
    const ids = new BoundedMap<string, string>({ maxSize: MAX_ORDERS })
    const made = { at: { epoch, seq: -1 }, ids, seen: new Set<string>(), reading: undefined }
    indexes.set(account, made)
    return made
  }
  return {
    masking(account) {
      const maskId = maskIdOf(account)
      return (id) => {
        const masked = maskId(id)
        known.set(`${account} ${masked}`, id)
        return masked
      }
    },
    async unmask(account, masked) {
      const shown = known.get(`${account} ${masked}`)
      const ledger = desk.account(account)
      if (shown !== undefined || ledger === undefined) return shown
      const head = ledger.head()
      const index = indexOf(account, head.epoch)
      const found = index.ids.get(masked)
      if (found !== undefined || index.at.seq >= head.seq) return found
      // One read serves all concurrent requests.
      await (index.reading ??= bringUpToDate({ account: ledger, hides: hides?.(account), turn }, index, {
        head,
        maskId: maskIdOf(account),
      }).finally(() => (index.reading = undefined)))
      return index.ids.get(masked)
    },
  }
}

type Source = {
  readonly account: FollowedAccount
  readonly hides: Hides | undefined
  readonly turn: () => Promise<void>
}

/** First the orders that are listed, then what events name: an order learnt late may be older than all that were known. */
async function bringUpToDate(
  source: Source,
  index: Index,
  { head, maskId }: { readonly head: Position; readonly maskId: MaskId },
): Promise<void> {
  const isNear = index.at.seq >= 0 && head.seq - index.at.seq <= MAX_EVENTS
  const found = (isNear ? await namedSince(source, index.at, head) : undefined) ?? (await newest(source))
  for (const [n, id] of found.entries()) {
    if (n % PAGE === PAGE - 1) await source.turn()
    if (index.seen.has(id)) continue
    index.seen.add(id)
    index.ids.set(maskId(id), id)
  }
  for (const id of index.seen) {
    if (index.seen.size <= MAX_ORDERS) break
    index.seen.delete(id)
  }
  index.at = head
}

/** Ids of the newest orders, the oldest of them first. */
async function newest({ account, hides, turn }: Source): Promise<readonly string[]> {
  const ids: string[] = []
  let cursor: string | null | undefined
  while (cursor !== null && ids.length < MAX_ORDERS) {
    const answer = await account.orders({ limit: PAGE, hides, cursor })
    for (const { orderId } of answer.items) ids.push(orderId)
    cursor = answer.nextCursor
    await turn()
  }
  return ids.reverse()
}

/** Ids of the orders in events after `since`; `undefined` where the ledger no longer keeps those. */
async function namedSince(
  { account, hides, turn }: Source,
  since: Position,
  head: Position,
): Promise<readonly string[] | undefined> {
  const ids: string[] = []
  let at = since
  while (at.seq < head.seq) {
    const answer = await account.eventsAfter(at, PAGE)
    const last = answer.kind === 'gone' ? undefined : answer.events.at(-1)
    if (answer.kind === 'gone' || last === undefined) return undefined
    for (const event of answer.events) {
      if (event.topic === 'orders' && hides?.('symbol', event.data.symbol) !== true) ids.push(event.data.orderId)
    }
    at = { epoch: since.epoch, seq: last.seq }
    await turn()
  }
  return ids
}
