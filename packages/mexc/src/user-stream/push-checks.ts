/** Consistency checks of an account's pushes: they report a push that is missing. */

import type { Timers } from '@spotdeck/ports'
import type { DecodedPush } from '@spotdeck/wire'
import { BalanceChain } from './balance-chain.ts'
import { DealSums } from './deal-sums.ts'
import type { MissedPush } from './user-stream.ts'

/** Checks balance and order pushes for gaps. */
export class PushChecks {
  readonly #balances: BalanceChain
  readonly #deals: DealSums

  constructor(timers: Timers, missed: (what: MissedPush) => void) {
    this.#balances = new BalanceChain(timers, (asset) => missed({ asset }))
    this.#deals = new DealSums(timers, (orderId) => missed({ orderId }))
  }

  note({ body }: DecodedPush): void {
    switch (body.kind) {
      case 'privateAccount':
        return this.#balances.note(body.value)
      case 'privateOrders':
        return this.#deals.order(body.value)
      case 'privateDeals':
        return this.#deals.deal(body.value)
      default:
    }
  }

  /** There was a gap, or there is an end: what comes next says nothing about what came before. */
  restart(): void {
    this.#balances.restart()
    this.#deals.restart()
  }
}
