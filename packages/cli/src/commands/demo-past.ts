/** The demo account's past in a new ledger: its deposits are imported, the rest is read from the exchange. */

import type { Desk, FollowedAccount } from '@spotdeck/edge'
import { HOUR_MS, type Timers, sleep } from '@spotdeck/ports'

/** Wait for the past at most, in ms: a start on a market without one, or on a busy machine, serves the page all the same. */
const PATIENCE_MS = 30_000

/** The account, `csv`, an export of its deposits, and what is called with an error of the import or of a look. */
type Demo = { readonly account: string; readonly csv: string; readonly failed: (error: unknown) => void }

/** Imports the deposits once the account is live, unless its ledger has one already, and looks at the past with each sample. */
export class DemoPast {
  readonly #desk: Pick<Desk, 'account' | 'now'>
  readonly #demo: Demo
  readonly #unsubscribe: () => void
  #isImported = false
  #isLooking = false
  #isEnded = false
  #tell: () => void = () => undefined
  readonly #whole = new Promise<void>((resolve) => (this.#tell = resolve))

  constructor(desk: Pick<Desk, 'account' | 'subscribe' | 'now'>, demo: Demo) {
    this.#desk = desk
    this.#demo = demo
    this.#unsubscribe = desk.subscribe((batch) => {
      if (batch.kind === 'sampled' && batch.account === demo.account) this.#look()
    })
    this.#look()
  }

  /** Resolves once the equity curve begins with the first deposit, or after the patience is over. */
  known(timers: Timers): Promise<void> {
    return Promise.race([this.#whole, sleep({ timers, ms: PATIENCE_MS })])
  }

  /** Ends the reading. Idempotent. */
  end(): void {
    this.#isEnded = true
    this.#unsubscribe()
  }

  #look(): void {
    const followed = this.#desk.account(this.#demo.account)
    if (this.#isLooking || followed === undefined) return
    this.#isLooking = true
    const failed = (error: unknown): void => (this.#isEnded ? undefined : this.#demo.failed(error))
    void this.#lookAt(followed)
      .catch(failed)
      .finally(() => (this.#isLooking = false))
  }

  async #lookAt(followed: FollowedAccount): Promise<void> {
    if (!this.#isImported && followed.info().status.state === 'live') {
      this.#isImported = true
      await importDeposits(followed, this.#demo.csv)
    }
    if (!(await isPastWhole(followed, this.#desk.now()))) return
    this.#tell()
    this.end()
  }
}

async function importDeposits({ reports, imports }: FollowedAccount, csv: string): Promise<void> {
  const { items } = await reports.flows({ kind: 'deposit', limit: 1 })
  if (imports === undefined || items.length > 0) return
  const content = Buffer.from(csv).toString('base64')
  const { importId } = await imports.preview({ fileName: 'deposits.csv', content })
  await imports.apply(importId)
}

/** True if the equity curve begins with the first deposit: everything since then is known. */
async function isPastWhole({ reports }: FollowedAccount, now: number): Promise<boolean> {
  const { items } = await reports.flows({ kind: 'deposit', limit: 1_000 })
  const first = items.at(-1)?.time
  if (first === undefined) return false
  const { points } = await reports.equity({ from: 0, to: now, points: 200 })
  const begins = points.find(({ total }) => total !== null)?.time ?? now
  return begins - first <= 2 * HOUR_MS
}
