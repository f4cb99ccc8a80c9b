/** A past state of the account: its events applied up to an event or a time. */

import {
  type AssetData,
  type DurableEnvelope,
  type OrderData,
  type StateAt,
  type StatusData,
  type View,
  mask,
  openStatuses,
} from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import type { FollowedAccount, Position } from '../../desk.ts'
import { ProblemError, badRequest } from './problem.ts'

const PAGE = 250
/** The most events folded for one answer; a longer log is answered from exports. */
const MAX_EVENTS = 500_000

type Until = { readonly kind: 'seq'; readonly seq: number } | { readonly kind: 'time'; readonly time: number }

/** `head`: the end of the ledger as far as the reader may know it. */
export type StateQuestion = {
  readonly at: string
  readonly view: View
  readonly head: Position
  /** Lets other requests run between two pages of events. */
  readonly turn: () => Promise<void>
}

/**
 * `seq:N`: what was known after event N. A time: what the ledger holds of everything up to then, learnt when it may be.
 * Only events that `view` lets through count, also towards `seq` and `time`.
 * @throws {ProblemError} `BAD_REQUEST` for another form or a log too long; `NOT_FOUND` when the log no longer begins at 1
 */
export async function readStateAt(account: FollowedAccount, { at, view, head, turn }: StateQuestion): Promise<StateAt> {
  const until = parseUntil(at)
  if (until.kind === 'seq' && until.seq > head.seq) throw badRequest('at', `must be at most seq:${head.seq}`)
  const fold = new StateFold(view)
  const end = { ...head, seq: until.kind === 'seq' ? until.seq : head.seq }
  for await (const event of eventsUntil(account, end, turn))
    if (until.kind === 'seq' || event.time <= until.time) fold.take(event)
  return fold.result(account.id, head.epoch)
}

function parseUntil(at: string): Until {
  const bySeq = /^seq:(\d{1,15})$/.exec(at)?.[1]
  if (bySeq !== undefined) return { kind: 'seq', seq: Number(bySeq) }
  if (/^\d{1,15}$/.test(at)) return { kind: 'time', time: Number(at) }
  throw badRequest('at', 'must be seq:N or milliseconds since the epoch')
}

/** Every durable event from the first to `end`, in order; read page by page, between which others run. */
async function* eventsUntil(
  account: FollowedAccount,
  end: Position,
  turn: StateQuestion['turn'],
): AsyncGenerator<DurableEnvelope> {
  if (end.seq > MAX_EVENTS) throw badRequest('at', `reaches over more than ${MAX_EVENTS} events`)
  let at = 0
  while (at < end.seq) {
    const answer = await account.eventsAfter({ epoch: end.epoch, seq: at }, Math.min(PAGE, end.seq - at))
    if (answer.kind === 'gone' || answer.events.length === 0) throw new ProblemError('NOT_FOUND')
    yield* answer.events
    at = answer.events.at(-1)?.seq ?? end.seq
    await turn()
  }
}

class StateFold {
  readonly #assets = new Map<string, AssetData>()
  readonly #orders = new Map<string, OrderData>()
  #status: StatusData | null = null
  readonly #deals = new Set<string>()
  readonly #view: View
  #seq = 0
  #time: number | undefined

  constructor(view: View) {
    this.#view = view
  }

  take(event: DurableEnvelope): void {
    if (this.#view.leavesOut !== undefined && mask(event.topic, event.data, this.#view) === undefined) return
    this.#seq = event.seq
    this.#time = Math.max(this.#time ?? 0, event.time)
    switch (event.topic) {
      case 'assets':
        return void this.#assets.set(event.data.asset, event.data)
      case 'orders':
        return void this.#orders.set(event.data.orderId, event.data)
      case 'status':
        this.#status = event.data
        return
      case 'deals': {
        const { orderId, tradeId, side } = event.data
        const key = `${orderId} ${tradeId} ${side}`
        if (event.type === 'deal.dropped') this.#deals.delete(key)
        else this.#deals.add(key)
      }
    }
  }

  result(account: string, epoch: string): StateAt {
    const open: ReadonlySet<string> = new Set(openStatuses)
    return {
      account,
      epoch,
      seq: this.#seq,
      assets: [...this.#assets.values()].map(({ freeChange: _free, lockedChange: _locked, ...asset }) => asset),
      openOrders: [...this.#orders.values()].filter(({ status }) => open.has(status)),
      status: this.#status,
      deals: this.#deals.size,
      ...defined({ time: this.#time }),
    }
  }
}
