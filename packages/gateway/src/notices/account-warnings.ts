/**
 * Warnings for an account's owner: notices that affect its holdings or open orders, and API keys with more permissions
 * than needed. Checked on a timer, published when they change.
 */

import type { AccountNotice, Message, SampledEnvelope } from '@spotdeck/api'
import type { Timer, Timers } from '@spotdeck/ports'

/** Dependencies of the warnings of one account. */
export type AccountWarningsOptions = {
  readonly account: string
  /** Returns the notices that affect the account now. */
  readonly notices: () => readonly AccountNotice[]
  /** Warnings about the API key: constant while the gateway runs. */
  readonly key: readonly Message[]
  readonly now: () => number
  readonly timers: Timers
  readonly publish: (event: SampledEnvelope) => void
}

const LOOK_EVERY_MS = 2_000

/** Checks at once and then every two seconds, and publishes changes. Returns the function that stops it. */
export function watchWarnings(options: AccountWarningsOptions): () => void {
  const { account, notices, key, now, timers, publish } = options
  let told = JSON.stringify({ items: [], key: [] })
  let timer: Timer | undefined
  const look = (): void => {
    const data = { items: [...notices()], key: [...key] }
    const text = JSON.stringify(data)
    if (text !== told) publish({ account, topic: 'warnings', type: 'warnings.changed', time: now(), data })
    told = text
    timer = timers.after(LOOK_EVERY_MS, look)
  }
  timer = timers.after(0, look)
  return () => timer?.cancel()
}
