/** Placing an order so that it is never sent twice and never left in doubt while the exchange can be asked. */

import { sleep } from '@spotdeck/ports'
import {
  type OrderAnswer,
  type OrderSide,
  type OrderTerms,
  placeOrder as placeOrderCall,
  queryOrder,
  type StpMode,
} from '@spotdeck/wire'
import { CallAborted, RateLimitError } from '../errors/mexc-error.ts'
import { OrderNeverArrived, OrderOutcomeUnknown, UnknownOrder } from '../errors/order-errors.ts'
import type { MarketRules } from '../market-rules/market-rules.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { within } from '../rest/within.ts'
import type { MexcWorld } from '../world.ts'
import { newClientOrderId, requireUsableClientOrderId } from './client-order-id.ts'
import { rulesFor, sendable } from './sendable.ts'

/** An order to place; see `OrderTerms` for what each type needs. */
export type NewOrder = OrderTerms & {
  readonly symbol: string
  readonly side: OrderSide
  /** Self-trade prevention; none by default. */
  readonly stpMode?: StpMode
  /** 1 to 32 of `[A-Za-z0-9_-]`, unique; made when absent. */
  readonly clientOrderId?: string
}

/** An order with a price: any type but MARKET. */
export type LimitOrder = Extract<NewOrder, { readonly price: string }>

/** The order is on the exchange. */
export type PlacedOrder = {
  readonly orderId: string
  readonly clientOrderId: string
  /** As MEXC acknowledged it; absent in a batch. MEXC: for MARKET a protective price, never that of a fill. */
  readonly price?: string | undefined
  /** Quantity in base, as MEXC acknowledged it; absent in a batch. */
  readonly origQty?: string | undefined
  /** Exchange time in ms; absent in a batch. */
  readonly transactTime?: number | undefined
  /** The order as it was found, when the answer to placing it had been lost. */
  readonly state?: OrderAnswer
}

/** Ports that placing and canceling an order need. */
export type OrderWorld = Pick<MexcWorld, 'clock' | 'timers' | 'random'>

/** Options of `placeOrder`. */
export type PlaceOptions = {
  /**
   * The client id may have been sent for this very order before, by an earlier run or an attempt without an answer: the
   * exchange is asked first, and the order is sent only when it knows none. MEXC: no rule says that a second order with
   * the same client id is refused, and one whose first is filled is not.
   *
   * An order that was tried within the last seconds may be on its way, or not visible yet. With `at`, its last try (ms
   * since the epoch, with the same recvWindow), it is asked for until it can no longer arrive, some seconds at most.
   */
  readonly mayHaveBeenSent?: boolean | { readonly at: number }
  /** Trading rules; with them, an order that breaks them, or for a pair unknown or closed to the API, is not sent. */
  readonly rules?: MarketRules
  /** Rounds to the grid of the symbol before sending, by `roundOrder`; without it, an order off the grid is refused. */
  readonly round?: boolean | undefined
  /** Ends the waiting. Before the order has left: it is not sent. Afterwards: `OrderOutcomeUnknown`, at once. */
  readonly signal?: AbortSignal | undefined
  /** Longest time of the whole call in ms, looking up included; then it ends as by `signal`. */
  readonly withinMs?: number | undefined
}

/** Times of the queries for an order whose answer was lost, in ms after the loss: it is usually there early. */
const LOOKS_AT_MS = [250, 1_000, 2_500, 5_000, 8_000, 12_000]
/** A fresh order may stay invisible for about a second. */
const SEEN_AFTER_MS = 1_500
/** An order that the limits refused is sent again, once the exchange has said that it knows none, up to this often. */
const MAX_SENT = 4
/** Interval of the queries for an order that was sent a moment ago, in ms. */
const ASK_EVERY_MS = 1_500
/** Deadline of one query, in ms. */
export const LOOK_WITHIN_MS = 3_000
/**
 * A request this much older than recvWindow can no longer be accepted, in ms: MEXC accepts times a second ahead of its,
 * and a fresh order may stay invisible for about a second.
 */
const NEVER_ARRIVED_MARGIN_MS = 2_000

/**
 * Sends the order once. Where the answer is lost it is looked up by its client id until it is found, or has certainly
 * never arrived, or the looks are used up. Refused for the limits it is looked for too, and sent again only when the
 * exchange knows none.
 * @throws {OrderRejected} the rules or the exchange refused it (its subclasses say why), or it never arrived
 * @throws {OrderOutcomeUnknown} nobody can say yet: look it up by `clientOrderId` before sending it again
 * @throws {MexcError} it was not sent: limits, network, credentials, parameters
 */
export function placeOrder(
  rest: RestClient,
  asked: NewOrder,
  world: OrderWorld,
  options: PlaceOptions = {},
): Promise<PlacedOrder> {
  return within((signal) => place(rest, asked, { ...options, signal, world }), { ...options, ...world })
}

async function place(
  rest: RestClient,
  asked: NewOrder,
  options: PlaceOptions & { readonly world: OrderWorld },
): Promise<PlacedOrder> {
  const { rules, signal, mayHaveBeenSent = false, round = false, world } = options
  const { clientOrderId = newClientOrderId(world.random) } = asked
  requireUsableClientOrderId(clientOrderId)
  const known = rules && (await rulesFor(rules, [asked.symbol], { timers: world.timers, signal }))
  const order = sendable(asked, known, round)
  const { clientOrderId: _, ...fields } = order
  if (mayHaveBeenSent !== false) {
    const triedAt = mayHaveBeenSent === true ? Number.NEGATIVE_INFINITY : mayHaveBeenSent.at
    const earlier = await findTried(rest, { symbol: order.symbol, clientOrderId, triedAt, signal }, world)
    if (earlier !== undefined) return found(earlier, clientOrderId)
  }
  for (let sent = 1; ; sent++) {
    try {
      const query = { ...fields, newClientOrderId: clientOrderId }
      const { orderId, price, origQty, transactTime } = await rest.call(placeOrderCall, query, {
        priority: 'order',
        signal,
      })
      return { orderId, clientOrderId, price, origQty, transactTime }
    } catch (error) {
      if (error instanceof OrderOutcomeUnknown) {
        return lookUp(rest, { symbol: order.symbol, clientOrderId, lostWith: error, signal }, world)
      }
      if (!isLimited(error)) throw error
      await pause(world, SEEN_AFTER_MS, signal)
      const earlier = await findEarlier(rest, { symbol: order.symbol, clientOrderId, signal })
      if (earlier !== undefined) return found(earlier, clientOrderId)
      if (sent === MAX_SENT) throw error
    }
  }
}

const found = (state: OrderAnswer, clientOrderId: string): PlacedOrder => ({
  orderId: state.orderId,
  clientOrderId,
  price: state.price,
  origQty: state.origQty,
  transactTime: state.time,
  state,
})

/** Refused for MEXC's limits, by an answer: usually not carried out, but something in between may answer late. */
export function isLimited(error: unknown): boolean {
  return error instanceof RateLimitError && error.httpStatus !== undefined
}

type TriedOrder = {
  readonly symbol: string
  readonly clientOrderId: string
  readonly triedAt: number
  readonly signal?: AbortSignal | undefined
}

/** Asks until an order that was tried at `triedAt` is found, or can no longer arrive. */
async function findTried(rest: RestClient, tried: TriedOrder, world: OrderWorld): Promise<OrderAnswer | undefined> {
  const { triedAt, signal } = tried
  const now = world.clock.now()
  const tooOldAt = Math.min(triedAt, now) + rest.recvWindow + NEVER_ARRIVED_MARGIN_MS
  for (;;) {
    const askedAt = world.clock.now()
    const found = await findEarlier(rest, tried)
    const leftMs = tooOldAt - askedAt
    if (found !== undefined || !(leftMs > 0)) return found
    await pause(world, Math.min(ASK_EVERY_MS, leftMs), signal)
  }
}

/** @throws {OrderOutcomeUnknown} when the exchange cannot be asked: an earlier order may stand */
async function findEarlier(rest: RestClient, order: Omit<TriedOrder, 'triedAt'>): Promise<OrderAnswer | undefined> {
  const { symbol, clientOrderId, signal } = order
  try {
    return await rest.call(queryOrder, { symbol, origClientOrderId: clientOrderId }, { priority: 'order', signal })
  } catch (error) {
    if (error instanceof UnknownOrder) return undefined
    throw new OrderOutcomeUnknown(clientOrderId, { cause: error })
  }
}

type LostOrder = {
  readonly symbol: string
  readonly clientOrderId: string
  readonly lostWith: OrderOutcomeUnknown
  readonly signal?: AbortSignal | undefined
}

/** Looks an order up whose answer was lost, until it is found or can no longer arrive; see `placeOrder`. */
export async function lookUp(rest: RestClient, lost: LostOrder, world: OrderWorld): Promise<PlacedOrder> {
  const { symbol, clientOrderId, signal } = lost
  const lostAt = world.clock.now()
  const tooOldAt = lostAt + rest.recvWindow + NEVER_ARRIVED_MARGIN_MS
  const options = { priority: 'order', timeoutMs: LOOK_WITHIN_MS, signal } as const
  for (const at of LOOKS_AT_MS) {
    if (signal?.aborted === true) break
    await pause(world, lostAt + at - world.clock.now(), signal)
    const lookedAt = world.clock.now()
    try {
      return found(await rest.call(queryOrder, { symbol, origClientOrderId: clientOrderId }, options), clientOrderId)
    } catch (error) {
      if (error instanceof UnknownOrder && lookedAt >= tooOldAt) {
        throw new OrderNeverArrived(clientOrderId, { cause: lost.lostWith })
      }
    }
  }
  throw new OrderOutcomeUnknown(clientOrderId, { cause: lost.lostWith })
}

/** Waits without holding anybody else up; an aborted wait ends at once, in good order. */
export async function pause(world: Pick<OrderWorld, 'timers'>, ms: number, signal?: AbortSignal): Promise<void> {
  const aborted = (): Error => new CallAborted({})
  const patience = { timers: world.timers, ms: Math.max(0, ms), aborted, signal }
  await sleep(patience).catch(() => undefined)
}
