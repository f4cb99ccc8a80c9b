/** Watches the leases in the database, and measures how long accounts were followed by nobody after a fault of their gateway. */

import { setTimeout as pause } from 'node:timers/promises'
import { Database } from '@spotdeck/store/postgres'

/** Holder of an account: the process by name, and the fencing token of its lease. */
type Holding = { readonly process: string; readonly token: number; readonly follows: boolean }

/** Measured after a fault: accounts that another lease follows, and the times until then, in ms. */
export type Takeover = {
  readonly held: number
  readonly times: readonly number[]
  /** Accounts whose lease outlived the fault. */
  readonly kept: number
}

const LOOK_MS = 200
/** Time after the end of a fault up to which a lease may still turn out to be lost. */
const SETTLE_MS = 12_000

/** Leases of all accounts as the database has them, looked at five times a second. */
export class LeaseWatch {
  readonly #url: string
  #holdings: ReadonlyMap<string, Holding> = new Map()
  #closed = false
  readonly #done: Promise<void>

  constructor(url: string) {
    this.#url = url
    this.#done = this.#run()
  }

  /** Accounts that a process follows, with the tokens of its leases. */
  heldBy(process: string): ReadonlyMap<string, number> {
    const held = [...this.#holdings].filter(([, one]) => one.process === process && one.follows)
    return new Map(held.map(([account, { token }]) => [account, token]))
  }

  /** Accounts that some process follows now. */
  get followed(): number {
    return [...this.#holdings.values()].filter(({ follows }) => follows).length
  }

  /** Waits until each account has another lease that is followed, or has kept its own past the end of the fault. */
  async after(held: ReadonlyMap<string, number>, faultMs: number, limitMs: number): Promise<Takeover> {
    const begun = performance.now()
    const waiting = new Map(held)
    const times: number[] = []
    for (let ms = 0; waiting.size > 0 && ms < limitMs; ms = performance.now() - begun) {
      for (const [account, token] of waiting) {
        const now = this.#holdings.get(account)
        if (now === undefined || now.token === token || !now.follows) continue
        waiting.delete(account)
        times.push(Math.round(ms))
      }
      const isSettled = ms > faultMs + SETTLE_MS
      if (isSettled && [...waiting].every(([account, token]) => this.#keeps(account, token))) break
      await pause(LOOK_MS)
    }
    const kept = [...waiting].filter(([account, token]) => this.#keeps(account, token)).length
    // What nobody follows by now has taken at least that long.
    for (let n = kept; n < waiting.size; n++) times.push(Math.round(performance.now() - begun))
    return { held: held.size, times, kept }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#done
  }

  #keeps(account: string, token: number): boolean {
    const now = this.#holdings.get(account)
    return now?.token === token && now.follows
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      await this.#connected().catch(() => undefined)
      if (!this.#closed) await pause(LOOK_MS)
    }
  }

  /** The database may be away: then nothing is known to have changed. */
  async #connected(): Promise<void> {
    const database = await Database.open({ url: this.#url, migrates: false, maxConnections: 1, statementMs: 1_000 })
    try {
      while (!this.#closed) {
        const rows = await database.all(
          'SELECT account, holder, token, unfollowed IS DISTINCT FROM token AND expires > clock_timestamp() AS follows FROM leases',
        )
        this.#holdings = new Map(
          rows.map((row) => [
            String(row['account']),
            {
              process: String(row['holder']).split(' ')[0] ?? '',
              token: Number(row['token']),
              follows: row['follows'] === true,
            },
          ]),
        )
        await pause(LOOK_MS)
      }
    } finally {
      await database.close()
    }
  }
}
