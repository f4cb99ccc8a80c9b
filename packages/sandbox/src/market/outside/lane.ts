/** One symbol of a fed market: others' levels as they stand elsewhere, and the queue of the orders that people have here. */

import { toUnits } from '@spotdeck/exact'
import type { Exchange, OrderRecord, OutsideLevel, SymbolRules } from '../../venue/contract/exchange.ts'
import { isOpen } from '../../venue/engine/venue-order.ts'
import type { FeedLevel, FeedPrint } from '../data/feed.ts'
import { unitsOf } from './past.ts'
import { type Queue, type QueueInput, step } from './queue.ts'

type Side = OutsideLevel['side']
type Levels = { readonly bids: readonly FeedLevel[]; readonly asks: readonly FeedLevel[] }

/** Shows what others do in one symbol in the exchange's book and prints, and fills people's orders by the queue model. */
export class OutsideLane {
  readonly #exchange: Exchange
  readonly #rules: SymbolRules
  /** Lots of others by ticks, as the other exchange shows them; what was taken from them here is in the book alone. */
  readonly #levels = { bid: new Map<number, number>(), ask: new Map<number, number>() }
  /** Levels that are not in the book, since an order of a person stands in their way. */
  readonly #hidden = new Map<string, OutsideLevel>()
  readonly #accounts = new Map<string, string>()
  #queue: Queue = []
  #lastTradeAt = 0

  constructor(exchange: Exchange, rules: SymbolRules) {
    this.#exchange = exchange
    this.#rules = rules
  }

  /** Orders that wait in the queue. */
  get queue(): Queue {
    return this.#queue
  }

  /** Replaces the whole book. */
  book(levels: Levels, at: number): void {
    const next = { bid: this.#stepsOf('bid', levels.bids), ask: this.#stepsOf('ask', levels.asks) }
    const gone = (['bid', 'ask'] as const).flatMap((side) =>
      [...this.#levels[side].keys()].flatMap((ticks) =>
        next[side].some((level) => level.ticks === ticks) ? [] : [{ side, ticks, lots: 0 }],
      ),
    )
    this.#change([...gone, ...next.bid, ...next.ask], at)
  }

  /** Changes some levels. */
  levels({ bids, asks }: Levels, at: number): void {
    this.#change([...this.#stepsOf('bid', bids), ...this.#stepsOf('ask', asks)], at)
  }

  /** A print of others: what it gives to orders of people is theirs, the rest is shown as it was. */
  print({ price, quantity, takerSide, tradeId, time }: FeedPrint): void {
    const ticks = unitsOf(price, this.#rules.priceDigits)
    const lots = unitsOf(quantity, this.#rules.quantityDigits)
    if (ticks <= 0 || lots <= 0) return
    // A print may arrive after a trade of this exchange: prints never step back in time.
    const shownAt = Math.max(time, this.#lastTradeAt)
    const { fills, rest } = this.#step({ type: 'print', ticks, lots, takerSide, at: time })
    for (const { id, lots: filled } of fills) {
      const account = this.#accounts.get(id)
      if (account === undefined) continue
      this.#exchange.outside.fill(this.#rules.symbol, { account, orderId: id, lots: filled, time: shownAt })
    }
    if (rest === 0) return
    const print = { ticks, lots: rest, takerSide, tradeId: tradeId === '' ? undefined : tradeId, time: shownAt }
    this.#exchange.outside.print(this.#rules.symbol, print)
  }

  /** Takes note of a trade of this exchange. */
  traded(time: number): void {
    this.#lastTradeAt = Math.max(this.#lastTradeAt, time)
  }

  /** Takes note of an order of a person as it stands after a command at `time`. */
  ordered(order: OrderRecord, time: number): void {
    const { orderId: id } = order
    const left = this.#lotsLeft(order)
    if (this.#accounts.has(id)) this.#step({ type: 'left', id, lots: left })
    else if (left > 0) this.#join(order, left, time)
    if (left > 0) return
    this.#accounts.delete(id)
    this.#showHidden(time)
  }

  #join(order: OrderRecord, lots: number, at: number): void {
    const side = order.side === 'BUY' ? 'bid' : 'ask'
    const ticks = Number(toUnits(order.price, this.#rules.priceDigits))
    this.#accounts.set(order.orderId, order.account)
    const ahead = this.#levels[side].get(ticks) ?? 0
    this.#step({ type: 'joined', order: { id: order.orderId, side, ticks, lots, ahead }, at })
  }

  /** 0 for an order that does not rest in the book. */
  #lotsLeft({ status, type, heldBack, quantity, executedQuantity }: OrderRecord): number {
    const rests = isOpen(status) && (type === 'LIMIT' || type === 'LIMIT_MAKER') && heldBack === undefined
    const { quantityDigits } = this.#rules
    return rests ? Number(toUnits(quantity, quantityDigits) - toUnits(executedQuantity, quantityDigits)) : 0
  }

  /** Applies levels, those that leave first: a price that has moved does not meet its own levels. */
  #change(levels: readonly OutsideLevel[], at: number): void {
    const changed = levels.filter(({ side, ticks, lots }) => (this.#levels[side].get(ticks) ?? 0) !== lots)
    for (const level of changed) {
      if (level.lots === 0) this.#levels[level.side].delete(level.ticks)
      else this.#levels[level.side].set(level.ticks, level.lots)
      if (this.#queue.length > 0) this.#step({ type: 'level', ...level, at })
    }
    for (const level of changed) if (level.lots === 0) this.#show(level, at)
    for (const level of changed) if (level.lots > 0) this.#show(level, at)
    if (changed.length > 0) this.#showHidden(at)
  }

  #showHidden(time: number): void {
    for (const level of [...this.#hidden.values()]) this.#show(level, time)
  }

  #show(level: OutsideLevel, time: number): void {
    const key = `${level.side} ${level.ticks}`
    if (this.#exchange.outside.level(this.#rules.symbol, level, time)) this.#hidden.delete(key)
    else this.#hidden.set(key, level)
  }

  #stepsOf(side: Side, levels: readonly FeedLevel[]): readonly OutsideLevel[] {
    return levels.flatMap(({ price, quantity }) => {
      const ticks = unitsOf(price, this.#rules.priceDigits)
      const lots = unitsOf(quantity, this.#rules.quantityDigits)
      return ticks > 0 && lots >= 0 ? [{ side, ticks, lots }] : []
    })
  }

  #step(input: QueueInput): ReturnType<typeof step> {
    const stepped = step(this.#queue, input)
    this.#queue = stepped.queue
    return stepped
  }
}
