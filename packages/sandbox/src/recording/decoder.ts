/** Records into events of a market: frames and answers decoded, books put together, prints at the times they happened. */

import { unreachable, parseJson } from '@spotdeck/ports'
import { type DepthAnswer, type PublicAggreDealsItem, depth, parseChannel } from '@spotdeck/wire'
import type { FeedEvent, FeedPrint } from '../market/data/feed.ts'
import { pushOf } from './push.ts'
import { AssembledBook } from './book.ts'
import type { MarketRecord } from './record.ts'

/** One symbol: what its recorder marked, and its book. */
type Lane = { readonly book: AssembledBook; marked: boolean; live: boolean; at: number }

/** Turns the records of some symbols into events; `at` of a symbol's events never steps back, but for prints. */
export class RecordDecoder {
  readonly #lanes: ReadonlyMap<string, Lane>

  constructor(symbols: Iterable<string>) {
    this.#lanes = new Map(
      Array.from(symbols, (symbol) => [symbol, { book: new AssembledBook(), marked: false, live: false, at: 0 }]),
    )
  }

  /** The events of a record, in order. */
  decode(record: MarketRecord): readonly FeedEvent[] {
    switch (record.kind) {
      case 'frame':
        return this.#frame(record.bytes, record.at)
      case 'answer':
        return record.path === depth.path ? this.#snapshot(record) : []
      case 'lost':
        return this.#marked(record.symbol, (lane) => {
          lane.marked = false
          if (record.book === 'ended') lane.book.restart()
          else if (record.book === 'gap') lane.book.drop()
          return record.why
        })
      case 'live':
        return this.#marked(record.symbol, (lane) => {
          lane.marked = true
          return 'its book is not whole'
        })
      case 'start':
        return []
      default:
        return unreachable(record)
    }
  }

  /** Events for a reader that begins at `at`: each live symbol's book, and that it is live. */
  state(at: number): readonly FeedEvent[] {
    return [...this.#lanes].flatMap(([symbol, { book, live }]): readonly FeedEvent[] =>
      live
        ? [
            { type: 'book', symbol, at, ...book.levels },
            { type: 'live', symbol, at },
          ]
        : [],
    )
  }

  #frame(bytes: Uint8Array, receivedAt: number): readonly FeedEvent[] {
    const push = pushOf(bytes)
    const symbol = push?.symbol ?? (push === undefined ? undefined : symbolOf(push.channel))
    const lane = symbol === undefined ? undefined : this.#lanes.get(symbol)
    if (push === undefined || symbol === undefined || lane === undefined) return []
    const { body } = push
    if (body.kind === 'publicAggreDeals')
      return body.value.deals.map((deal) => ({ type: 'print', symbol, at: deal.time, print: printOf(deal) }))
    if (body.kind !== 'publicAggreDepths') return []
    lane.at = Math.max(lane.at, push.sendTime ?? push.createTime ?? receivedAt)
    const change = lane.book.update(body.value)
    if (change === 'changed' && lane.live)
      return [{ type: 'levels', symbol, at: lane.at, bids: body.value.bids, asks: body.value.asks }]
    return change === 'gap' ? this.#turn(symbol, lane, 'a change of its book is missing') : []
  }

  #snapshot({ query, body, at }: Extract<MarketRecord, { readonly kind: 'answer' }>): readonly FeedEvent[] {
    const symbol = new URLSearchParams(query).get('symbol') ?? ''
    const lane = this.#lanes.get(symbol)
    const answer = snapshotOf(body)
    if (lane === undefined || answer === undefined || lane.book.snapshot(answer) !== 'joined') return []
    lane.at = Math.max(lane.at, answer.timestamp ?? at)
    const again: readonly FeedEvent[] = lane.live ? [{ type: 'book', symbol, at: lane.at, ...lane.book.levels }] : []
    return [...again, ...this.#turn(symbol, lane, '')]
  }

  #marked(symbol: string, mark: (lane: Lane) => string): readonly FeedEvent[] {
    const lane = this.#lanes.get(symbol)
    return lane === undefined ? [] : this.#turn(symbol, lane, mark(lane))
  }

  /** The events by which a symbol becomes live, or is no more. */
  #turn(symbol: string, lane: Lane, why: string): readonly FeedEvent[] {
    const live = lane.marked && lane.book.isWhole
    if (live === lane.live) return []
    lane.live = live
    const { at } = lane
    if (!live) return [{ type: 'lost', symbol, at, why }]
    return [
      { type: 'book', symbol, at, ...lane.book.levels },
      { type: 'live', symbol, at },
    ]
  }
}

function symbolOf(name: string): string | undefined {
  const channel = parseChannel(name)
  return channel !== undefined && 'symbol' in channel ? channel.symbol : undefined
}

function printOf({ price, quantity, tradeType, time, tradeId }: PublicAggreDealsItem): FeedPrint {
  return { price, quantity, takerSide: tradeType === 1 ? 'BUY' : 'SELL', tradeId, time }
}

function snapshotOf(body: string): DepthAnswer | undefined {
  const answer = parseJson(body) as Partial<DepthAnswer> | null | undefined
  return Array.isArray(answer?.bids) && Array.isArray(answer.asks) ? (answer as DepthAnswer) : undefined
}
