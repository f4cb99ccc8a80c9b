/** The time since the last visit of an account in this browser, which keeps it. */

import { useEffect, useState } from 'react'
import { MINUTE_MS } from '../../durations.ts'
import { useServices } from '../../settings/services.ts'
import { useAccount, useAccountData } from './use-account-data.ts'

/** A shorter absence is none. */
const MIN_AWAY_MS = 10 * MINUTE_MS

/**
 * The end of the visit before this one, in ms of the exchange's time, and a function that forgets it. A page that nobody
 * looks at is no visit: who comes back to it after a while begins a new one. `undefined` on the first visit.
 */
export function useAway(): readonly [since: number | undefined, forget: () => void] {
  const { storage } = useServices().world
  const { account } = useAccount()
  const minute = Math.floor(useAccountData('now') / MINUTE_MS) * MINUTE_MS
  const [since, setSince] = useState<number>()
  useEffect(() => {
    const visit = () => {
      if (document.visibilityState === 'hidden') return
      const key = `spotdeck.visit.${account}`
      const last = Number(storage.read(key) ?? minute)
      if (minute - last >= MIN_AWAY_MS) setSince(last)
      storage.write(key, String(minute))
    }
    visit()
    document.addEventListener('visibilitychange', visit)
    return () => document.removeEventListener('visibilitychange', visit)
  }, [storage, account, minute])
  return [since, () => setSince(undefined)]
}
