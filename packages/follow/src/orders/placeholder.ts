/** Names and content of placeholder deals: deals from an export without ids. */

import type { Deal } from '@spotdeck/ledger'

const PREFIX = 'import-'

/** Id of a placeholder, from a digest of the deal's content. */
export const placeholderId = (digest: string): string => `${PREFIX}${digest}`

/** True if the id, of a deal or of its order, was derived here and is unknown to the exchange. */
export const isPlaceholder = (id: string): boolean => id.startsWith(PREFIX)

/** Content key of a deal, the same only for one deal, or for two of a second that nothing distinguishes. */
export function contentOf(deal: Fill & Pick<Deal, 'fee' | 'feeAsset'>): string {
  return `${fillOf(deal)} ${deal.fee} ${deal.feeAsset}`
}

type Fill = Pick<Deal, 'symbol' | 'side' | 'price' | 'quantity' | 'time'>

/** Key of a deal without its fee, which an export may show with fewer digits. */
export function fillOf({ symbol, side, price, quantity, time }: Fill): string {
  return [symbol, side, price, quantity, Math.floor(time / 1_000)].join(' ')
}
