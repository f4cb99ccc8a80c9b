/** The way back from a masked id: what a viewer was shown is remembered, and an index of the newest orders has the rest. */

import type { MaskId } from '@spotdeck/api'
import type { Desk, Head } from '../../desk.ts'

const REMEMBERED = 20_000
/** Orders in an account's index: the newest ones. */
const PAGES = 10
const PAGE = 1_000

export interface KnownIds {
  /** Masks as usual and remembers. */
  masking(account: string): MaskId
  /** The id behind a masked one; `undefined` when no order among the newest has it. */
  unmask(account: string, masked: string): Promise<string | undefined>
}

/** `at`: up to where the ledger was when it was read; with nothing new there is nothing to look for. */
type Index = { at: Head; readonly ids: Map<string, string>; readonly seen: Set<string>; reading: Promise<void> | undefined } // prettier-ignore

export function createKnownIds(desk: Desk, maskIdOf: (account: string) => MaskId): KnownIds {
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
      await (index.reading ??= readNewest(desk, account, index, { head, maskId: maskIdOf(account) }).finally(() => (index.reading = undefined))) // prettier-ignore
      return index.ids.get(masked)
    },
  }
}

/** Reads orders, newest first, until they are known already. */
async function readNewest(
  desk: Desk,
  account: string,
  index: Index,
  { head, maskId }: { readonly head: Head; readonly maskId: MaskId },
): Promise<void> {
  const fresh: string[] = []
  let cursor: string | null | undefined
  for (let page = 0; page < PAGES && cursor !== null; page++) {
    const answer = await desk.orders(account, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
    const unseen = answer.items.filter(({ orderId }) => !index.seen.has(orderId))
    fresh.push(...unseen.map(({ orderId }) => orderId))
    if (unseen.length < answer.items.length) break
    cursor = answer.nextCursor
  }
  for (const id of fresh.reverse()) {
    index.seen.add(id)
    keep(index.ids, maskId(id), id, PAGES * PAGE)
  }
  for (const id of index.seen) {
    if (index.seen.size <= PAGES * PAGE) break
    index.seen.delete(id)
  }
  index.at = head
}

/** The one that was kept longest ago goes first. */
function keep(into: Map<string, string>, key: string, value: string, most: number): void {
  into.delete(key)
  into.set(key, value)
  const [oldest] = into.keys()
  if (into.size > most && oldest !== undefined) into.delete(oldest)
}
