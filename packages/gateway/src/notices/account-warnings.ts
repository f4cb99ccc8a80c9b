/**
 * What an account's owner should look at: notices that touch what it holds or has open, and keys that may do more than they
 * need. Watched on a timer, told when it changes.
 */

import type { AccountNotice, Message, SampledEnvelope } from '@spotdeck/api'
import type { Timer, Timers } from '@spotdeck/ports'

export type AccountWarningsOptions = {
  readonly account: string
  /** Those that touch the account now. */
  readonly notices: () => readonly AccountNotice[]
  /** About the API key: they do not change while the gateway runs. */
  readonly key: readonly Message[]
  readonly now: () => number
  readonly timers: Timers
  readonly publish: (event: SampledEnvelope) => void
}

const LOOK_EVERY_MS = 2_000

/** Looks at once and then every two seconds, and publishes what has changed. Answers the way to stop. */
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
