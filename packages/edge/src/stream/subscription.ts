/** Subscription to one account: its topics and filters, and the subscribers that get the same of the same events. */

import type { AccountTopic, Audience } from '@spotdeck/api'
import type { SharedEvent } from '../bus/shared-event.ts'

/** Subscription to an account's topics. */
export type Subscription = {
  readonly account: string
  readonly audience: Audience
  readonly topics: ReadonlySet<AccountTopic>
  /** Orders and deals of these only. */
  readonly symbols?: ReadonlySet<string> | undefined
  /** Asset changes of these only. */
  readonly assets?: ReadonlySet<string> | undefined
  /** 0: every commit as it comes, and every event of it. */
  readonly intervalMs: number
}

/** Returns whether a subscriber gets an event. `isLimited`: the configuration hides names from its audience. */
export function includes(subscription: Subscription, event: SharedEvent, isLimited: boolean): boolean {
  const { topics, symbols, assets, audience } = subscription
  if (!topics.has(event.topic)) return false
  // A hidden event counts neither for the size nor for the interval of a batch.
  if (isLimited && event.text(audience) === undefined) return false
  if (symbols !== undefined && event.symbol !== undefined && !symbols.has(event.symbol)) return false
  return assets === undefined || event.asset === undefined || assets.has(event.asset)
}

/** Name of the broadcast group of a subscription: its members get the same text of the same events. */
export function groupOf(door: string, { audience, topics, symbols, assets, intervalMs }: Subscription): string {
  const list = (names: ReadonlySet<string> | undefined): string =>
    names === undefined ? '*' : [...names].sort().join()
  return `${door} ${audience} ${intervalMs > 0} ${list(topics)} ${list(symbols)} ${list(assets)}`
}
