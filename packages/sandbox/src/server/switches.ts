/** What the exchange leaves undocumented, as switches with the safest choice as default. */

export type Switches = {
  /** `status` in the answer to a cancel: as it was before (seen live) or CANCELED (as documented). */
  readonly cancelStatus: 'before' | 'canceled'
  /** `id` in myTrades: as on the private stream, or 32 hex as in the docs. */
  readonly tradeIds: 'same' | 'hex'
  /** `code` of DELETE order/all. */
  readonly cancelAllCode: 0 | 200
}

export const DEFAULT_SWITCHES: Switches = { cancelStatus: 'before', tradeIds: 'same', cancelAllCode: 0 }
