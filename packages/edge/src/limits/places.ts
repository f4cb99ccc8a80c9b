/** Counts the places that callers hold, such as open streams, against quotas per credential and audience. */

import type { Audience } from '@spotdeck/api'
import type { holderOf } from '@spotdeck/desk'
import { Counts } from '@spotdeck/ports'
import type { PlaceQuotas } from './budgets.ts'

/** Caller whose quotas are used. */
export type Holder = ReturnType<typeof holderOf>
/** Limit that is reached, and whose it is. */
export type FullPlaces = { readonly limit: number; readonly scope: 'credential' | 'audience' | 'all' }

/** Places of one kind. */
export class Places {
  readonly #quotas: PlaceQuotas
  readonly #byCredential = new Counts<string>()
  readonly #byAudience = new Counts<Audience>()
  #held = 0

  constructor(quotas: PlaceQuotas) {
    this.#quotas = quotas
  }

  /** The first limit that leaves a caller no place; `undefined` where there is one. */
  full({ key, audience }: Holder): FullPlaces | undefined {
    const { [audience]: quota, all = Infinity } = this.#quotas
    const { perCredential, together = Infinity } = quota
    if (this.#byCredential.of(key) >= perCredential) return { limit: perCredential, scope: 'credential' }
    if (this.#byAudience.of(audience) >= together) return { limit: together, scope: 'audience' }
    return this.#held >= all ? { limit: all, scope: 'all' } : undefined
  }

  /** Takes a place. Returns the function that leaves it, idempotent. */
  take({ key, audience }: Holder): () => void {
    const ends = [this.#byCredential.add(key), this.#byAudience.add(audience)]
    this.#held += 1
    return () => {
      if (ends.length === 0) return
      this.#held -= 1
      for (const end of ends.splice(0)) end()
    }
  }
}
