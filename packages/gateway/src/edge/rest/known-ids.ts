/** The way back from a masked id: what a viewer was shown is remembered, and searched for when it was not. */

import type { MaskId } from '@spotdeck/api'
import type { Desk } from '../../desk.ts'

const REMEMBERED = 20_000
/** Orders looked through for an id that is not remembered: the newest ones. */
const PAGES = 10
const PAGE = 1_000

export interface KnownIds {
  /** Masks as usual and remembers. */
  masking(account: string): MaskId
  /** The id behind a masked one; `undefined` when no order among the newest has it. */
  unmask(account: string, masked: string): Promise<string | undefined>
}

export function createKnownIds(desk: Desk, maskIdOf: (account: string) => MaskId): KnownIds {
  const known = new Map<string, string>()
  const remember = (account: string, masked: string, id: string): void => {
    const key = `${account} ${masked}`
    known.delete(key)
    known.set(key, id)
    const [oldest] = known.keys()
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
  }
  return {
    masking(account) {
      const maskId = maskIdOf(account)
      return (id) => {
        const masked = maskId(id)
        remember(account, masked, id)
        return masked
      }
    },
    async unmask(account, masked) {
      const found = known.get(`${account} ${masked}`)
      if (found !== undefined) return found
      const maskId = maskIdOf(account)
      let cursor: string | null | undefined
      for (let page = 0; page < PAGES && cursor !== null; page++) {
        const answer = await desk.orders(account, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) })
        const order = answer.items.find(({ orderId }) => maskId(orderId) === masked)
        if (order !== undefined) return order.orderId
        cursor = answer.nextCursor
      }
      return undefined
    },
  }
}
