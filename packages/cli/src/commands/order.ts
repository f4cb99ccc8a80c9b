/** `spotdeck order` and `spotdeck cancel`: shown first, and sent with `--yes`; the outcome is stated exactly. */

import { randomUUID } from 'node:crypto'
import {
  type Market,
  type NewOrderRequest,
  type OrderData,
  formatMessage,
  market,
  newOrder,
  openStatuses,
  orderCanceled,
  orderData,
  orderPlaced,
  page,
  placeableTypes,
  sides,
} from '@spotdeck/api'
import { decimal, isPositive, notional } from '@spotdeck/exact'
import { MINUTE_MS, codeOf } from '@spotdeck/ports'
import { CommandError, badValue } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { accountOn, callGateway } from '../gateway-call.ts'
import { meant, oneOf } from '../meant.ts'
import { printNotice, printResult, table } from '../print.ts'
import { type ServingGateway, withGateway } from '../running-gateway.ts'
import { environment } from '../world.ts'
import { refuseMissingData } from './login.ts'

/** The token lasts for this command alone. */
const TOKEN_LASTS_MS = 5 * MINUTE_MS
const NOTHING_SENT = 'Nothing was sent. Run it again with --yes to send it.'

/** `spotdeck order`: shows an order, and places it with `--yes`. @throws {CommandError} `ORDER_…`, `TRADING_OFF` */
export async function orderCommand(given: string, name: string, flags: Flags): Promise<void> {
  const order = orderAsked(given, name, flags)
  await trading(flags, async (gateway, account) => {
    const listed = await marketOf(gateway, order.symbol)
    if (flags['yes'] !== true)
      return printResult(flags, { account, order, sent: false }, `${orderTable(order, listed)}\n\n${NOTHING_SENT}`)
    const key = typeof flags['key'] === 'string' ? flags['key'] : randomUUID()
    // Whatever happens from here on, also to this process, the key says which order it was.
    printNotice(`sending the order under --key ${key}; the same line with it never places a second one`)
    const call = { method: 'POST', body: order, key } as const
    const next = `Look for it with \`spotdeck top\`; the same line with --key ${key} asks again and places none twice.`
    const answer = await sent(callGateway(gateway, `${pathOf(account)}/orders`, call), next)
    const placed = orderPlaced.parse(answer)
    printResult(flags, { ...placed, key }, `Placed: order ${placed.orderId} (client order id ${placed.clientOrderId})`)
  })
}

/** `spotdeck cancel`: shows an open order, and cancels it with `--yes`. @throws {CommandError} `ORDER_CLOSED` */
export async function cancelCommand(orderId: string, flags: Flags): Promise<void> {
  await trading(flags, async (gateway, account) => {
    const path = `${pathOf(account)}/orders/${encodeURIComponent(orderId)}`
    const order = orderData.parse(await callGateway(gateway, path))
    if (!openStatuses.some((status) => status === order.status))
      throw new CommandError('ORDER_CLOSED', `Order ${orderId} is ${order.status}: there is nothing to cancel.`)
    if (flags['yes'] !== true)
      return printResult(flags, { account, order, sent: false }, `${openTable(order)}\n\n${NOTHING_SENT}`)
    const call = { method: 'DELETE' } as const
    const next = `Look whether it is open with \`spotdeck top\`, then cancel it again.`
    const answer = await sent(callGateway(gateway, `${path}?symbol=${order.symbol}`, call), next)
    const canceled = orderCanceled.parse(answer)
    printResult(flags, canceled, `Canceled: order ${canceled.orderId}`)
  })
}

const pathOf = (account: string): string => `/api/v1/accounts/${encodeURIComponent(account)}`

/** Runs work on the account that is asked for. @throws {CommandError} `TRADING_OFF` */
async function trading(flags: Flags, work: (gateway: ServingGateway, account: string) => Promise<void>): Promise<void> {
  const settings = readSettings(flags, environment)
  refuseMissingData(settings)
  const wish = { accounts: 'all', label: 'spotdeck order', lastsMs: TOKEN_LASTS_MS } as const
  await withGateway({ settings, flags }, wish, async (gateway) => {
    const { id, trading: isOn } = await accountOn(gateway, flags)
    if (!isOn) throw new CommandError('TRADING_OFF', formatMessage('en', 'problem.TRADING_OFF'))
    await work(gateway, id)
  })
}

/** Codes of answers after which the gateway may have sent the order. */
const UNCLEAR: ReadonlySet<string> = new Set(['GATEWAY_NOT_RUNNING', 'GATEWAY_ANSWER', 'INTERNAL', 'REQUEST_TIMEOUT'])

/**
 * The answer of a call that has an effect; one that is none, or says so, leaves the outcome unclear.
 * @throws {CommandError} `ORDER_OUTCOME_UNKNOWN` with what to do next, and the refusal of the gateway or the exchange
 */
async function sent(calling: Promise<unknown>, next: string): Promise<unknown> {
  const unclear = (cause?: unknown): CommandError =>
    new CommandError('ORDER_OUTCOME_UNKNOWN', `There is no clear answer: it may have happened or not. ${next}`, {
      cause,
    })
  const answer = await calling.catch((error: unknown) => {
    const isNeverSent = error instanceof Error && codeOf(deepest(error)) === 'ECONNREFUSED'
    throw UNCLEAR.has(codeOf(error)) && !isNeverSent ? unclear(error) : error
  })
  const isClear = typeof answer === 'object' && answer !== null && 'orderId' in answer
  if (isClear) return answer
  throw unclear()
}

const deepest = (error: Error): Error => (error.cause instanceof Error ? deepest(error.cause) : error)

/** @throws {CommandError} `CONFIG_BAD_VALUE` */
function orderAsked(given: string, name: string, flags: Flags): NewOrderRequest {
  const amount = (flag: string): string | undefined => {
    const text = flags[flag]
    if (typeof text !== 'string') return undefined
    if (newOrder.shape.price.safeParse(text).success && isPositive(decimal(text))) return text
    throw badValue(`--${flag} is "${text}": write a number above 0 such as 150 or 0.25.`)
  }
  const [price, quantity, quoteQuantity] = [amount('price'), amount('quantity'), amount('quote')]
  const side = oneOf('The side', given.toUpperCase(), sides)
  const type = oneOf('--type', flags['type'] ?? (price === undefined ? 'MARKET' : 'LIMIT'), placeableTypes)
  const isMarket = type === 'MARKET'
  if (isMarket && (price !== undefined || (quantity === undefined) === (quoteQuantity === undefined)))
    throw badValue('A market order takes one of --quantity and --quote, and no --price.')
  if (!isMarket && (price === undefined || quantity === undefined || quoteQuantity !== undefined))
    throw badValue(`An order of type ${type} takes --price and --quantity, and no --quote.`)
  return { symbol: name.toUpperCase(), side, type, price, quantity, quoteQuantity }
}

const markets = page(market)
type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null }

/** @throws {CommandError} `UNKNOWN_SYMBOL` with the one that was meant */
async function marketOf(gateway: ServingGateway, symbol: string): Promise<Market> {
  const names: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ limit: '1000', ...(cursor === '' ? {} : { cursor }) })
    const { items, nextCursor }: Page<Market> = markets.parse(await callGateway(gateway, `/api/v1/markets?${query}`))
    const found = items.find((one) => one.symbol === symbol)
    if (found !== undefined) return found
    names.push(...items.map((one) => one.symbol))
    cursor = nextCursor
  }
  throw new CommandError('UNKNOWN_SYMBOL', `The gateway has no market ${symbol}.${meant(symbol, names)}`)
}

function orderTable(order: NewOrderRequest, { baseAsset, quoteAsset, lastPrice, minNotional }: Market): string {
  const { symbol, side, type, price, quantity, quoteQuantity } = order
  const at = price ?? lastPrice
  const worth = quantity === undefined || at === undefined ? undefined : notional(decimal(at), decimal(quantity))
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['order', `${side} ${symbol} ${type}`],
    ['quantity', quantity === undefined ? undefined : `${quantity} ${baseAsset}`],
    ['price', price === undefined ? undefined : `${price} ${quoteAsset}`],
    ['amount', quoteQuantity === undefined ? undefined : `${quoteQuantity} ${quoteAsset}`],
    [
      price === undefined ? 'worth, by the last price' : 'worth',
      worth === undefined ? undefined : `${worth} ${quoteAsset}`,
    ],
    ['last price', lastPrice === undefined ? undefined : `${lastPrice} ${quoteAsset}`],
    ['smallest order', `${minNotional} ${quoteAsset}`],
  ]
  return table(rows.flatMap(([name, cell]) => (cell === undefined ? [] : [[name, cell]])))
}

const openTable = ({ orderId, symbol, side, type, status, price, quantity, executedQuantity }: OrderData): string =>
  table([
    ['order', `${side} ${symbol} ${type} ${orderId}`],
    ['status', status],
    ['price', price],
    ['quantity', `${quantity}, filled ${executedQuantity}`],
  ])
