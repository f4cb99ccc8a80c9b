/** Balance events of people: integers, with decimal texts that are computed when they are read. */

import type { AssetAmount } from '@spotdeck/exact'
import type { AccountId, BalanceRecord, ChangeReason, VenueEvent } from '../contract/exchange.ts'
import { type Money, fromMoney } from '../contract/units.ts'
import type { Holding, Move } from './model.ts'

type Balance = Extract<VenueEvent, { readonly type: 'balance' }>

/** A balance event whose decimal texts are computed when they are read. */
export class BalanceEvent implements Balance {
  readonly account: AccountId
  readonly asset: string
  readonly reason: ChangeReason
  readonly time: number
  /** As it was right after the move. */
  readonly free: Money
  readonly locked: Money
  readonly freeMoved: Money
  readonly lockedMoved: Money

  constructor(account: AccountId, holding: Holding, move: Move) {
    this.account = account
    this.asset = move.asset
    this.reason = move.reason
    this.time = move.time
    this.free = holding.free
    this.locked = holding.locked
    this.freeMoved = move.free
    this.lockedMoved = move.locked
  }

  get type(): 'balance' {
    return 'balance'
  }

  get after(): BalanceRecord {
    return { free: fromMoney(this.free), locked: fromMoney(this.locked) }
  }

  get freeChange(): AssetAmount {
    return fromMoney(this.freeMoved)
  }

  get lockedChange(): AssetAmount {
    return fromMoney(this.lockedMoved)
  }

  toJSON(): Balance {
    const { type, account, asset, after, freeChange, lockedChange, reason, time } = this
    return { type, account, asset, after, freeChange, lockedChange, reason, time }
  }
}
