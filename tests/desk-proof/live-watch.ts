/**
 * Measures how long an edge called an account `live` while the balances that it showed were not the exchange's. Rules, without I/O; times in
 * ms by one clock.
 */

/** Balances by asset, as text: `free locked`; assets without one are left out. */
export type Balances = ReadonlyMap<string, string>

type Watched = {
  /** Balances that the edge has told. */
  readonly shown: Map<string, string>
  truth: { readonly balances: Balances; readonly at: number } | undefined
  told: { readonly isLive: boolean; readonly at: number } | undefined
  wrongSince: number | undefined
  /** False once the account was not live since the truth was read. */
  isLiveSince: boolean
}

/** Edges sample the status once a second: after this time without one, a page no longer shows it as present. */
export const SAMPLE_LIMIT_MS = 2_500

/** Figures of one edge. */
export type LiveFigures = {
  /** Comparisons of the balances of an account with the exchange's, in which the account was live. */
  readonly compared: number
  readonly longestMs: number
  readonly longest: string
  /** Times from the exchange's balances to the same at the edge, of accounts that were live all the time. */
  readonly delays: readonly number[]
}

/** Watches one edge. */
export class LiveWatch {
  readonly #edge: string
  readonly #accounts = new Map<string, Watched>()
  readonly #delays: number[] = []
  #compared = 0
  #longest = { ms: 0, what: 'none' }

  constructor(edge: string) {
    this.#edge = edge
  }

  get figures(): LiveFigures {
    return { compared: this.#compared, longestMs: this.#longest.ms, longest: this.#longest.what, delays: this.#delays }
  }

  /** The exchange had these balances when it was asked. */
  truth(account: string, balances: Balances, at: number): void {
    const watched = this.#of(account)
    const isSame = watched.truth !== undefined && equal(watched.truth.balances, balances)
    if (!isSame) this.#end(account, watched, at)
    watched.truth = isSame ? { balances, at: watched.truth?.at ?? at } : { balances, at }
    if (!isSame) watched.isLiveSince = this.#isLive(watched, at)
    this.#compare(account, watched, at)
  }

  /** The edge has told a balance. */
  shown(
    account: string,
    { asset, free, locked }: { readonly asset: string; readonly free: string; readonly locked: string },
    at: number,
  ): void {
    const watched = this.#of(account)
    if (free === '0' && locked === '0') watched.shown.delete(asset)
    else watched.shown.set(asset, `${free} ${locked}`)
    this.#compare(account, watched, at)
  }

  /** The edge has told the status of an account. */
  told(account: string, isLive: boolean, at: number): void {
    const watched = this.#of(account)
    this.#expire(account, watched, at)
    watched.told = { isLive, at }
    if (!isLive) this.#notLive(account, watched, at)
    this.#compare(account, watched, at)
  }

  /** The connection to the edge is lost: nothing is shown. */
  lost(at: number): void {
    for (const [account, watched] of this.#accounts) {
      this.#expire(account, watched, at)
      this.#notLive(account, watched, at)
      watched.told = undefined
    }
  }

  /** True if the account is shown with other balances than those that the exchange had last. */
  isDifferent(account: string): boolean {
    return this.#of(account).wrongSince !== undefined
  }

  #compare(account: string, watched: Watched, at: number): void {
    this.#expire(account, watched, at)
    if (watched.truth === undefined || !this.#isLive(watched, at)) return
    this.#compared += 1
    if (!equal(watched.truth.balances, watched.shown)) {
      watched.wrongSince ??= at
      return
    }
    if (watched.wrongSince !== undefined && watched.isLiveSince) this.#delays.push(at - watched.truth.at)
    this.#end(account, watched, at)
  }

  #isLive({ told }: Watched, at: number): boolean {
    return told?.isLive === true && at - told.at <= SAMPLE_LIMIT_MS
  }

  /** Ends what was told too long ago. */
  #expire(account: string, watched: Watched, at: number): void {
    const { told } = watched
    if (told === undefined || at - told.at <= SAMPLE_LIMIT_MS) return
    watched.told = undefined
    this.#notLive(account, watched, told.at + SAMPLE_LIMIT_MS)
  }

  #notLive(account: string, watched: Watched, at: number): void {
    watched.isLiveSince = false
    this.#end(account, watched, at)
  }

  #end(account: string, watched: Watched, at: number): void {
    const ms = Math.round(at - (watched.wrongSince ?? at))
    watched.wrongSince = undefined
    if (ms <= this.#longest.ms) return
    const text = (balances: Balances): string =>
      [...balances]
        .map(([asset, one]) => `${asset} ${one}`)
        .sort()
        .join(', ')
    const what = `${account} at ${this.#edge}: ${text(watched.shown)}, exchange ${text(watched.truth?.balances ?? new Map())}`
    this.#longest = { ms, what }
  }

  #of(account: string): Watched {
    const found = this.#accounts.get(account)
    if (found !== undefined) return found
    const made: Watched = {
      shown: new Map(),
      truth: undefined,
      told: undefined,
      wrongSince: undefined,
      isLiveSince: false,
    }
    this.#accounts.set(account, made)
    return made
  }
}

function equal(a: Balances, b: Balances): boolean {
  return a.size === b.size && [...a].every(([asset, text]) => b.get(asset) === text)
}
