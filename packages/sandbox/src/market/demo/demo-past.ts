/**
 * History of the demo account: 30 days of orders, fills and cancels at the model's prices, simulated minute by minute
 * once, at the first start.
 */

import { DAY_MS, HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import { type AssetAmount, type Quantity, compare, fromUnits, subtract, toUnits } from '@spotdeck/exact'
import type { AccountId, AccountPast, OrderRecord, SymbolRules } from '../../venue/contract/exchange.ts'
import { IdSource } from '../../venue/contract/ids.ts'
import { type MadeAccount, makeAccount } from './demo-account.ts'
import { type Choice, type ChoiceWorld, DEMO_CLIENT_PREFIX, awayPrice, choose, demoPairs } from './demo-choice.ts'
import { chance, mix, wordOf } from '../data/hash.ts'
import type { MarketSource } from '../data/source.ts'

/** Length of the generated past, in ms; the deposits that fund it carry its start as their time. */
export const DEMO_PAST_MS = 30 * DAY_MS
/** Time from the deposits to the first order: a client that starts with the exchange reaches every deal over REST. */
const FUNDED_MS = 2 * HOUR_MS
/** Orders a minute, on average: some 1,100 over the whole past. */
const PACE = 0.026
const MAX_OPEN = 9
/** Smallest distance of the orders that stay open from the market, as a share, so that they can rest. */
const CLEAR_SHARE = 0.002
/** Orders placed last, to rest. */
const LAST_ORDERS = 5

type DemoPastOptions = {
  readonly account: AccountId
  readonly rules: ReadonlyMap<string, SymbolRules>
  readonly model: MarketSource
  readonly seed: number | string
  readonly now: number
  /** Deposits at the start of the past, by asset. */
  readonly deposits: ReadonlyMap<string, AssetAmount>
}

type Life = ChoiceWorld & {
  readonly book: MadeAccount
  readonly rules: ReadonlyMap<string, SymbolRules>
  /** A later time than any before, at or after `wanted`. */
  readonly at: (wanted: number) => number
}

/** The past as the exchange adopts it; the same for the same options. Ends a few seconds before `now`. */
export function demoPast(options: DemoPastOptions): AccountPast {
  const { model, rules, now } = options
  const book = makeAccount(options.account, new IdSource())
  let last = 0
  const at = (wanted: number): number => (last = Math.max(last + 1, Math.floor(wanted)))
  const life: Life = { book, model, pairs: demoPairs(rules), free: (asset) => book.free(asset), rules, at }
  for (const [asset, amount] of options.deposits) book.deposit(asset, amount)
  const word = wordOf(`demo past ${options.seed}`)
  const first = Math.floor((now - DEMO_PAST_MS + FUNDED_MS) / MINUTE_MS) * MINUTE_MS + MINUTE_MS
  for (let minute = first; minute + MINUTE_MS < now; minute += MINUTE_MS) {
    const source = mix(word, minute / MINUTE_MS)
    liveOrders(life, minute, source)
    if (chance(source, 1) < PACE) placeOne(life, minute + 30_000 + chance(source, 2) * 25_000, source)
  }
  clearTheTouch(life, now)
  restSome(life, now, mix(word, now))
  return book.past()
}

/** Applies one minute to the open orders: the price fills them, or they are canceled by age. */
function liveOrders(life: Life, minute: number, source: number): void {
  for (const order of life.book.openOrders()) {
    const dice = mix(source, wordOf(order.orderId))
    const bar = life.model.minute(order.symbol, minute)
    const ticks = Number(toUnits(order.price, rulesOf(life, order).priceDigits))
    const touched = order.side === 'BUY' ? bar.low <= ticks : bar.high >= ticks
    const time = minute + chance(dice, 1) * 28_000
    if (touched && order.createdAt < minute) fillSome(life, order, { dice, time })
    else if (minute - order.createdAt > patienceMs(order)) life.book.cancel(order.orderId, life.at(time))
  }
}

function patienceMs(order: OrderRecord): number {
  return (20 + 700 * chance(wordOf(order.orderId), 9) ** 2) * MINUTE_MS
}

/** Whole, or a part of it; the rest waits for the next minute that touches it. */
function fillSome(
  life: Life,
  order: OrderRecord,
  { dice, time }: { readonly dice: number; readonly time: number },
): void {
  const left = subtract(order.quantity, order.executedQuantity)
  const part = chance(dice, 2) < 0.55 ? left : shareOf(rulesOf(life, order), left, 0.2 + 0.6 * chance(dice, 3))
  life.book.fill(order.orderId, { price: order.price, quantity: part, isMaker: true, time: life.at(time) })
}

function shareOf(rules: SymbolRules, quantity: Quantity, share: number): Quantity {
  const lots = Math.max(1, Math.floor(Number(toUnits(quantity, rules.quantityDigits)) * share))
  const part: Quantity = fromUnits(lots, rules.quantityDigits)
  return compare(part, quantity) < 0 ? part : quantity
}

function placeOne(life: Life, wanted: number, source: number): void {
  const { book } = life
  const choice = choose(life, mix(source, 3), wanted)
  if (choice === undefined || book.openOrders().length >= MAX_OPEN) return
  const time = life.at(wanted)
  const kind = chance(source, 4)
  if (kind < 0.16) return crossNow(life, choice, { type: 'MARKET', beyond: 0.05, time })
  if (kind < 0.26) return crossNow(life, choice, { type: 'LIMIT', beyond: 0.0015, time })
  const share = 0.0004 + 0.009 * chance(source, 5) ** 2
  const type = kind < 0.5 ? 'LIMIT_MAKER' : 'LIMIT'
  book.open({ ...choice, type, price: awayPrice(choice, share), clientOrderId: clientIdAt(time), time })
}

type Taking = { readonly type: 'MARKET' | 'LIMIT'; readonly beyond: number; readonly time: number }

/** Crosses the spread: fills at once at the model's price, in one or two deals. */
function crossNow(life: Life, choice: Choice, { type, beyond, time }: Taking): void {
  const { rules, quantity } = choice
  const price = awayPrice(choice, -beyond)
  const orderId = life.book.open({ ...choice, type, price, clientOrderId: clientIdAt(time), time })
  if (orderId === undefined) return
  const touch = awayPrice(choice, -0.0002)
  const part = shareOf(rules, quantity, 0.35 + 0.65 * chance(time, 1))
  life.book.fill(orderId, { price: touch, quantity: part, isMaker: false, time })
  const rest = subtract(quantity, part)
  const behind = awayPrice(choice, -0.0004)
  if (rest !== '0') life.book.fill(orderId, { price: behind, quantity: rest, isMaker: false, time })
}

/** Orders too near the market of today are canceled: the others go on resting when the exchange opens. */
function clearTheTouch(life: Life, now: number): void {
  for (const order of life.book.openOrders()) {
    const fair = life.model.price(order.symbol, now)
    const away = order.side === 'BUY' ? 1 - Number(order.price) / fair : Number(order.price) / fair - 1
    if (away < CLEAR_SHARE) life.book.cancel(order.orderId, life.at(now - 20_000))
  }
}

/** A few orders that wait for the market of today. */
function restSome(life: Life, now: number, source: number): void {
  for (let n = 0; n < LAST_ORDERS; n++) {
    const choice = choose(life, mix(source, n), now)
    if (choice === undefined) continue
    const time = life.at(now - 15_000 + n * 2_000)
    const price = awayPrice(choice, 0.004 + 0.02 * chance(source, 10 + n))
    life.book.open({ ...choice, type: 'LIMIT', price, clientOrderId: clientIdAt(time), time })
  }
}

function rulesOf(life: Life, order: OrderRecord): SymbolRules {
  const rules = life.rules.get(order.symbol)
  if (rules === undefined) throw new RangeError(`No rules for ${order.symbol}: orders are made of known symbols only.`)
  return rules
}

function clientIdAt(time: number): string {
  return `${DEMO_CLIENT_PREFIX}${time.toString(36)}`
}
