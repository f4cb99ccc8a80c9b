/** Watches each of the three private channels: one may fall silent while the others continue. */

import type { EventDraft, LedgerState } from '@spotdeck/ledger'
import { type OrderPush, type PushTimes, type StreamState, withStream } from './state.ts'
import type { Change, Channel, ReceivedChange } from '../base/question.ts'
import type { Job } from '../base/work.ts'

const CHANNEL_OF: Readonly<Record<Change['kind'], Channel>> = {
  asset: 'account',
  order: 'orders',
  deal: 'deals',
  unlisted: 'deals',
}
/** Age from which a push cannot be on its way, in ms, with the whole seconds of REST; a repair has waited already. */
const LATE_MS = 2_500

const CHANNELS = ['account', 'orders', 'deals'] as const
/** Wait of a push for those of other channels that belong to it, in ms. */
const OWED_MS = 1_500
/** Number of orders whose pushes are remembered. */
const MAX_ORDERS = 32

/** The stream after pushes: what its channels brought, and what the others owe for it. */
export function afterPushes(stream: StreamState, pushes: readonly ReceivedChange[], now: number): StreamState {
  const heard = copyOf(stream.received.channels)
  for (const { change } of pushes) heard[CHANNEL_OF[change.kind]] = now
  const owed = copyOf(stream.missing.channels)
  for (const channel of CHANNELS) if (heard[channel] === now) owed[channel] = undefined
  for (const { change } of pushes)
    for (const channel of owedFor(change)) if (now - (heard[channel] ?? -Infinity) > OWED_MS) owed[channel] ??= now
  const orders = ordersAfter(stream, pushes, now)
  const { silent } = stream
  return withStream(stream, {
    silent: silent.size === 0 ? silent : new Set([...silent].filter((channel) => heard[channel] !== now)),
    received: { channels: heard, orders: orders.received },
    missing: { channels: owed, orders: orders.missing },
    pushedAt: now,
  })
}

const copyOf = ({ account, orders, deals }: PushTimes['channels']) => ({ account, orders, deals })

/** Channels that push something together with a change. */
function owedFor(change: Change): readonly Channel[] {
  switch (change.kind) {
    case 'asset':
      return OF_ORDERS.has(change.change.reason) ? ['orders'] : []
    case 'order':
      return change.order.status === 'NEW' ? ['account'] : []
    case 'deal':
    case 'unlisted':
      return ['account']
  }
}

/** Reasons of balance changes that an order or its end makes. */
const OF_ORDERS: ReadonlySet<string> = new Set(['ENTRUST_PLACE', 'ENTRUST', 'ENTRUST_CANCEL', 'ENTRUST_UNFROZEN'])

/** Channels that have owed a push for too long. */
export function lateChannels({ missing }: StreamState, now: number): ReadonlySet<Channel> {
  const isLate = (since: number | undefined): boolean => since !== undefined && now - since >= OWED_MS
  const late = CHANNELS.filter((channel) => isLate(missing.channels[channel]))
  return new Set(missing.orders.some(({ at }) => isLate(at)) ? [...late, 'orders'] : late)
}

type OrderPushes = { readonly received: readonly OrderPush[]; readonly missing: readonly OrderPush[] }

/** Orders of which pushes tell, and those missing for their deals: another order's push pays for none of them. */
function ordersAfter({ received, missing }: StreamState, pushes: readonly ReceivedChange[], at: number): OrderPushes {
  if (pushes.every(({ change }) => change.kind === 'asset'))
    return { received: received.orders, missing: missing.orders }
  const news = pushes.flatMap(({ change }) => (change.kind === 'order' ? [{ id: change.order.orderId, at }] : []))
  const dealt = pushes.flatMap(({ change }) =>
    change.kind === 'deal' || change.kind === 'unlisted' ? [change.deal.orderId] : [],
  )
  const told = [...received.orders, ...news].slice(-MAX_ORDERS)
  const waiting = missing.orders.filter(({ id }) => !news.some((one) => one.id === id))
  const recent = told.filter((push) => at - push.at <= OWED_MS)
  const isKnown = (id: string): boolean => [recent, waiting].some((list) => list.some((one) => one.id === id))
  // Of so many orders that not all of them can be remembered, the channel is heard well.
  const fresh = recent.length === MAX_ORDERS ? [] : [...new Set(dealt)].filter((id) => !isKnown(id))
  return { received: told, missing: [...waiting, ...fresh.map((id) => ({ id, at }))].slice(-MAX_ORDERS) }
}

/** Times and the ledger at the end of a job. `upAt`: time of the machine at which the stream came up. */
type Seen = {
  readonly now: number
  readonly at: number
  readonly ledger: LedgerState
  readonly upAt: number | undefined
}

/** Channels that should have pushed the found changes: these happened while the stream was up, and not just now. */
export function owedBy({ now, at, ledger, upAt }: Seen, job: Job, drafts: readonly EventDraft[]): readonly Channel[] {
  if ((job.kind !== 'reports' && job.kind !== 'order') || upAt === undefined || ledger.birth === undefined) return []
  const lateAt = job.tag.for === 'repair' ? at : at - LATE_MS
  const isOwed = (time: number): boolean => time > at - (now - upAt) && time <= lateAt
  const owed = drafts.flatMap((event): Channel[] => {
    if (event.source !== 'rest' && event.source !== 'audit') return []
    if (event.type === 'order.updated') return isOwed(event.order.updatedAt) ? ['orders'] : []
    return event.type === 'deal.added' && isOwed(event.deal.time) ? ['deals'] : []
  })
  return [...new Set(owed)]
}
