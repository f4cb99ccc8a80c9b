/** Counts the live market channels of each credential and each audience. The owner's are apart: guests can take none of them. */

import type { Audience } from '@spotdeck/api'
import type { ChannelLimit, MarketCaller } from '@spotdeck/edge'
import { Counts } from '@spotdeck/ports'

/** Different channels of one credential, and of all credentials of the audience. */
type ChannelQuota = { readonly perCredential: number; readonly together: number }

/** 500 channels in all, 30 per socket of the exchange. No share depends on another, so none tells of another. */
export const CHANNEL_QUOTAS: Readonly<Record<Audience, ChannelQuota>> = {
  owner: { perCredential: 240, together: 240 },
  viewer: { perCredential: 80, together: 140 },
  public: { perCredential: 60, together: 120 },
}

/** Channels in use, each counted once however often its holder watches it. */
export class ChannelQuotas {
  readonly #byCredential = new Map<string, Counts<string>>()
  readonly #byAudience = {
    owner: new Counts<string>(),
    viewer: new Counts<string>(),
    public: new Counts<string>(),
  } satisfies Record<Audience, Counts<string>>

  /** Returns the limit that forbids the channel `key` to a reader; `undefined` where there is room. */
  refusal({ key: credential, audience }: MarketCaller, key: string): ChannelLimit | undefined {
    const { perCredential, together } = CHANNEL_QUOTAS[audience]
    const own = this.#byCredential.get(credential)
    if (own !== undefined && own.of(key) > 0) return undefined
    if (own !== undefined && own.size >= perCredential) return { scope: 'credential', limit: perCredential }
    const all = this.#byAudience[audience]
    return all.of(key) === 0 && all.size >= together ? { scope: 'audience', limit: together } : undefined
  }

  /** True while somebody of the audience watches the channel `key`. */
  isWatchedBy(audience: Audience, key: string): boolean {
    return this.#byAudience[audience].of(key) > 0
  }

  /** Counts one more watcher of the channel `key`; call the answer once when it ends. */
  add({ key: credential, audience }: MarketCaller, key: string): () => void {
    const own = this.#byCredential.get(credential) ?? new Counts<string>()
    this.#byCredential.set(credential, own)
    const ends = [own.add(key), this.#byAudience[audience].add(key)]
    return () => {
      for (const end of ends) end()
      if (own.size === 0) this.#byCredential.delete(credential)
    }
  }
}
