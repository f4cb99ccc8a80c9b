/** Data of one account on the page, section by section. Each section is one immutable value, replaced as a whole. */

import type * as Api from '@spotdeck/api'
import type { Connection } from '../../live/ports.ts'
import type { AccountFreshness } from './freshness.ts'

/** The sections of the store. `undefined` means not known yet, which is drawn as a skeleton. */
export type AccountData = {
  readonly connection: Connection
  /** By asset name. */
  readonly assets?: readonly Api.AssetData[] | undefined
  /** Newest first. */
  readonly openOrders?: readonly Api.OrderData[] | undefined
  /** Orders that changed since the page opened, newest change first; bounded. */
  readonly changedOrders: readonly Api.OrderData[]
  /** Deals that came since the page opened, the last to come first; bounded. */
  readonly newDeals: readonly Api.DealData[]
  /** As last told, by an event or beside them: the later word counts. */
  readonly status?: Api.StatusData | undefined
  readonly equity?: Api.EquityData | undefined
  readonly health?: Api.HealthData | undefined
  readonly coverage?: readonly Api.CoverageWindow[] | undefined
  /** Current warnings for the owner, complete; `undefined` until some arrived. */
  readonly warnings?: Api.AccountWarnings | undefined
  /** The exchange's time now by the page's clock and the last sample's time, ticking once a second. */
  readonly now: number
  /** Age of what is shown; set anew at most once a second, and when the account's state changes. */
  readonly freshness: AccountFreshness
  /** Rises when what was read over REST before may have holes and has to be read again. */
  readonly generation: number
}

/** The name of one section. */
export type Section = keyof AccountData

/** An order that can still be filled. */
export function isOpen(order: Api.OrderData): boolean {
  return order.status === 'NEW' || order.status === 'PARTIALLY_FILLED'
}
