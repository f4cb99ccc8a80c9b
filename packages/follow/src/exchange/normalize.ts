/**
 * Translates MEXC's terms into the ledger's. An unknown value is kept raw and reported as drift; a value that cannot be
 * decoded means that the push is lost and REST must be read.
 */

import { type Decimal, as, decimal, isNegative, isPositive, multiply, tryDecimal } from '@spotdeck/exact'
import { type BalanceChange, type Order, type OrderType, type Side, reasonKind } from '@spotdeck/ledger'
import {
  type DecodedPush,
  type MyTradeAnswer,
  type OrderAnswer,
  type PrivateAccount,
  type PrivateDeals,
  type PrivateOrders,
  STOP_TYPE_NAME,
  STOP_TYPE_NUMBER,
  executedQuoteOf,
  isOrderStatus,
  isOrderType,
  isPlausibleAsset,
  isPlausibleTime,
  sideName,
  statusName,
  typeName,
} from '@spotdeck/wire'
import { type Change, type UnlistedDeal, withPair } from '../base/question.ts'
import type { Symbols } from '../symbols.ts'

/** An unknown protocol value. `lost`: the push could not be used, so REST must be read. */
export type Drift = {
  readonly code:
    | 'UNKNOWN_FIELD'
    | 'UNKNOWN_BODY'
    | 'UNKNOWN_STATUS'
    | 'UNKNOWN_TYPE'
    | 'UNKNOWN_SIDE'
    | 'UNKNOWN_REASON'
    | 'BAD_VALUE'
  /** The raw value or the field's path, for the log. */
  readonly raw: string
  readonly lost: boolean
}

/** The change of a push, if it has one, and its unknown values. */
export type Normalized = { readonly change?: Change; readonly drift: readonly Drift[] }

/** Translates one private push, received at `now` of the exchange's time; others give no change. */
export function normalizePush(push: DecodedPush, symbols: Symbols, now: number): Normalized {
  const drift: Drift[] = push.unknown.map(({ path, field }) => ({
    code: 'UNKNOWN_FIELD',
    raw: `${path}.${field}`,
    lost: false,
  }))
  const madeAt = push.createTime ?? push.sendTime
  const notes = { drift, madeAt, now }
  try {
    checkTimes([push.createTime, push.sendTime], now)
    switch (push.body.kind) {
      case 'privateAccount':
        return { change: assetChange(push, push.body.value, notes), drift }
      case 'privateOrders':
        return { change: orderChange(push, push.body.value, notes), drift }
      case 'privateDeals':
        checkTimes([push.body.value.time], now)
        return { change: dealChange(push, push.body.value, symbols), drift }
      case 'unknown':
        return {
          drift: [...drift, { code: 'UNKNOWN_BODY', raw: push.channel, lost: push.channel.includes('private') }],
        }
      default:
        return { drift }
    }
  } catch (error) {
    if (!(error instanceof BadValue)) throw error
    return { drift: [...drift, { code: error.code, raw: error.message, lost: true }] }
  }
}

type Notes = { readonly drift: Drift[]; readonly madeAt: number | undefined; readonly now: number }

/** @throws {BadValue} for a time that the exchange cannot mean */
function checkTimes(times: readonly (number | undefined)[], now: number): void {
  for (const time of times)
    if (time !== undefined && !isPlausibleTime(time, now)) throw new BadValue('BAD_VALUE', `time ${time}`)
}

class BadValue extends Error {
  readonly code: Drift['code']
  constructor(code: Drift['code'], raw: string) {
    super(raw)
    this.code = code
  }
}

function assetChange(push: DecodedPush, value: PrivateAccount, { drift, madeAt, now }: Notes): Change {
  if (!isPlausibleAsset(value.vcoinName)) throw new BadValue('BAD_VALUE', 'vcoinName')
  checkTimes([value.time], now)
  if (reasonKind(value.type) === 'unknown') drift.push({ code: 'UNKNOWN_REASON', raw: value.type, lost: false })
  const change: BalanceChange = {
    asset: value.vcoinName,
    free: amount(value.balanceAmount),
    locked: amount(value.frozenAmount),
    freeChange: signed(value.balanceAmountChange),
    lockedChange: signed(value.frozenAmountChange),
    reason: value.type === '' ? 'UNKNOWN' : value.type,
    time: value.time > 0 ? value.time : (madeAt ?? 0),
    ...sentAtOf(push),
  }
  return { kind: 'asset', change, madeAt: madeAt ?? value.time }
}

/** MEXC: the order id is `id`; where it is empty, a `clientId` that looks like an order id is it. */
function orderChange(push: DecodedPush, value: PrivateOrders, { drift, madeAt, now }: Notes): Change {
  checkTimes([value.createTime], now)
  const orderId = value.id !== '' ? value.id : value.clientId.startsWith('C02__') ? value.clientId : ''
  if (orderId === '' || push.symbol === undefined) throw new BadValue('BAD_VALUE', 'orderId or symbol')
  const status = statusName(value.status)
  const type = streamType(value.orderType)
  if (status === undefined) drift.push({ code: 'UNKNOWN_STATUS', raw: String(value.status), lost: false })
  if (type === undefined) drift.push({ code: 'UNKNOWN_TYPE', raw: String(value.orderType), lost: false })
  const order: Order = {
    orderId,
    ...(value.clientId === '' || value.clientId === orderId ? {} : { clientOrderId: value.clientId }),
    symbol: push.symbol,
    side: sideOf(value.tradeType),
    type: type ?? 'UNKNOWN',
    ...(type === undefined || type === 'STOP' ? { rawType: String(value.orderType) } : {}),
    status: status ?? 'UNKNOWN',
    ...(status === undefined ? { rawStatus: String(value.status) } : {}),
    price: amount(value.price),
    quantity: amount(value.quantity),
    executedQuantity: amount(value.cumulativeQuantity),
    ...lastExecuted(value),
    quoteQuantity: amount(value.amount),
    executedQuoteQuantity: amount(value.cumulativeAmount),
    createdAt: value.createTime,
    updatedAt: push.sendTime ?? madeAt ?? value.createTime,
    ...sentAtOf(push),
  }
  return { kind: 'order', order: wellFormed(order) }
}

function dealChange(push: DecodedPush, value: PrivateDeals, symbols: Symbols): Change {
  if (value.orderId === '' || value.tradeId === '' || push.symbol === undefined)
    throw new BadValue('BAD_VALUE', 'orderId, tradeId or symbol')
  const deal: UnlistedDeal = {
    tradeId: value.tradeId,
    orderId: value.orderId,
    ...(value.clientOrderId === '' ? {} : { clientOrderId: value.clientOrderId }),
    symbol: push.symbol,
    side: sideOf(value.tradeType),
    price: amount(value.price),
    quantity: amount(value.quantity),
    quoteQuantity: amount(value.amount),
    fee: signed(value.feeAmount),
    ...feeAssetOf(value.feeCurrency),
    isMaker: value.isMaker,
    isSelfTrade: value.isSelfTrade,
    time: value.time,
    ...sentAtOf(push),
  }
  const pair = symbols.pairOf(push.symbol)
  return pair === undefined ? { kind: 'unlisted', deal } : { kind: 'deal', deal: withPair(deal, pair) }
}

/**
 * Translates an order from REST. An unknown status or type is kept raw.
 * @throws where an amount or the side cannot be read
 */
export function normalizeOrder(answer: OrderAnswer): Order {
  const status = isOrderStatus(answer.status) ? answer.status : undefined
  const type = restType(answer.type)
  const order: Order = {
    orderId: answer.orderId,
    ...(answer.clientOrderId === null || answer.clientOrderId === '' ? {} : { clientOrderId: answer.clientOrderId }),
    symbol: answer.symbol,
    side: restSide(answer.side),
    type: type ?? 'UNKNOWN',
    ...(type === undefined || type === 'STOP' ? { rawType: answer.type } : {}),
    status: status ?? 'UNKNOWN',
    ...(status === undefined ? { rawStatus: answer.status } : {}),
    price: amount(answer.price),
    quantity: amount(answer.origQty),
    executedQuantity: amount(answer.executedQty),
    quoteQuantity: amount(answer.origQuoteOrderQty ?? ''),
    executedQuoteQuantity: amount(executedQuoteOf(answer) ?? 'no executed amount'),
    createdAt: answer.time,
    updatedAt: answer.updateTime ?? answer.time,
  }
  return wellFormed(order)
}

/**
 * Translates a deal from REST, without its assets. MEXC: times in whole seconds; ids may differ from the stream's.
 * @throws where an amount cannot be read
 */
export function normalizeTrade(answer: MyTradeAnswer): UnlistedDeal {
  return {
    tradeId: answer.id,
    orderId: answer.orderId,
    ...(answer.clientOrderId === null || answer.clientOrderId === '' ? {} : { clientOrderId: answer.clientOrderId }),
    symbol: answer.symbol,
    side: answer.isBuyer ? 'BUY' : 'SELL',
    price: amount(answer.price),
    quantity: amount(answer.qty),
    quoteQuantity: amount(answer.quoteQty),
    fee: signed(answer.commission ?? ''),
    ...feeAssetOf(answer.commissionAsset ?? ''),
    isMaker: answer.isMaker,
    isSelfTrade: answer.isSelfTrade,
    time: answer.time,
  }
}

/** Exchange time of sending, where the push has one. */
const sentAtOf = ({ sendTime }: DecodedPush): { readonly sentAt?: number } =>
  sendTime === undefined || sendTime <= 0 ? {} : { sentAt: sendTime }

/** Last fill of an order push. MEXC: unset on a push without a fill; an order that was not filled may have zero. */
function lastExecuted({ lastDealQuantity = '' }: PrivateOrders): Pick<Order, 'lastExecutedQuantity'> {
  const last = amount<'base'>(lastDealQuantity)
  return isPositive(last) ? { lastExecutedQuantity: last } : {}
}

function streamType(orderType: number): OrderType | undefined {
  return orderType === STOP_TYPE_NUMBER ? 'STOP' : typeName(orderType)
}

function restType(type: string): OrderType | undefined {
  if (type === STOP_TYPE_NAME) return 'STOP'
  return isOrderType(type) ? type : undefined
}

function restSide(side: string): Side {
  if (side !== 'BUY' && side !== 'SELL') throw new BadValue('UNKNOWN_SIDE', side.slice(0, 40))
  return side
}

function sideOf(tradeType: number): Side {
  const side = sideName(tradeType)
  if (side === undefined) throw new BadValue('UNKNOWN_SIDE', String(tradeType))
  return side
}

/** MEXC: it may be unset, and is then the quote asset. */
function feeAssetOf(name: string): Pick<UnlistedDeal, 'feeAsset'> {
  if (name === '') return {}
  if (!isPlausibleAsset(name)) throw new BadValue('BAD_VALUE', 'feeAsset')
  return { feeAsset: name }
}

/** A price, a quantity or a balance, none of which can be negative. */
function amount<U extends string>(text: string): Decimal<U> {
  const value = signed<U>(text)
  if (isNegative(value)) throw new BadValue('BAD_VALUE', value)
  return value
}

/** A change, or a fee, which may be a rebate. MEXC: an unset decimal is empty text. */
function signed<U extends string>(text: string): Decimal<U> {
  if (text === '') return decimal<U>('0')
  const value = tryDecimal<'any'>(text)
  if (value === undefined) throw new BadValue('BAD_VALUE', text.slice(0, 40))
  return as<U>(value)
}

/** Normalizes fields that every order must have, whatever its source. */
function wellFormed(order: Order): Order {
  return withAmount({ ...order, status: statusOf(order) })
}

/** Status of the order: a cancel after a fill is a partial cancel, whichever status was sent. */
function statusOf({ status, executedQuantity }: Order): Order['status'] {
  if (status === 'CANCELED' && executedQuantity !== '0') return 'PARTIALLY_CANCELED'
  if (status === 'PARTIALLY_CANCELED' && executedQuantity === '0') return 'CANCELED'
  if (status === 'NEW' && executedQuantity !== '0') return 'PARTIALLY_FILLED'
  return status
}

/** MEXC: a market order by quantity has no amount on the stream, and its protective price times it in REST. */
function withAmount(order: Order): Order {
  if (order.type !== 'MARKET' || order.quoteQuantity !== '0') return order
  return { ...order, quoteQuantity: multiply<'quote'>(order.price, order.quantity) }
}
