/** Watches each of the three private channels: one may fall silent while the others continue. */

import type { EventDraft } from '@spotdeck/ledger'
import { type Draft, log } from './draft.ts'
import type { Change } from './normalize.ts'
import type { Channel, ReceivedChange } from './question.ts'
import type { OrderPush } from './state.ts'
import { heal } from './recover.ts'
import type { Job } from './work.ts'

const CHANNEL_OF: Readonly<Record<Change['kind'], Channel>> = {
  asset: 'account',
  order: 'orders',
  deal: 'deals',
  unlisted: 'deals',
}
/** Age from which a push cannot be on its way any more, in ms, with the whole seconds of REST. A repair has waited already. */
const LATE_MS = 2_500

/** Wait of a push for those of other channels that belong to it, in ms. */
const OWED_MS = 1_500
/** Pushes of orders that are remembered; where more come in that time, the channel is heard well. */
const MAX_ORDERS = 32

/** Notes which channels bring something, and what the others owe for it. */
export function hearChannels(draft: Draft, pushes: readonly ReceivedChange[]): void {
  const { now } = draft
  const heard = new Set(pushes.map(({ change }) => CHANNEL_OF[change.kind]))
  draft.channelHeardAt = new Map([...draft.channelHeardAt, ...[...heard].map((channel) => [channel, now] as const)])
  const owed = new Map([...draft.owed].filter(([channel]) => !heard.has(channel)))
  for (const channel of new Set(pushes.flatMap(({ change }) => owedFor(change))))
    if (now - (draft.channelHeardAt.get(channel) ?? -Infinity) > OWED_MS) owed.set(channel, owed.get(channel) ?? now)
  draft.owed = owed
  hearOrders(draft, pushes)
  if (draft.silent.size > 0) draft.silent = new Set([...draft.silent].filter((channel) => !heard.has(channel)))
}

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

/** Replaces a stream of which a channel has owed a push for too long. */
export function owedTick(draft: Draft): void {
  const isLate = (since: number): boolean => draft.now - since >= OWED_MS
  const late = new Set([...draft.owed].flatMap(([channel, since]) => (isLate(since) ? [channel] : [])))
  if (draft.owedOrders.some(({ at }) => isLate(at))) late.add('orders')
  if (late.size === 0) return
  draft.owed = new Map()
  draft.owedOrders = []
  for (const channel of late) noteSilent(draft, channel)
  heal(draft, 'STREAM_SILENT')
}

/** Notes a channel that left something out: until it brings something, no push of another one proves the stream. */
export function noteSilent(draft: Draft, channel: Channel): void {
  log(draft, 'warn', 'a private channel left something out', { channel })
  draft.silent = new Set(draft.silent).add(channel)
  if (draft.proof !== undefined) draft.proof = { from: draft.now, isDistrusted: true, isHeard: false }
}

/** Notes of which orders the pushes tell, and which are missing for their deals: another order's push pays for none of them. */
function hearOrders(draft: Draft, pushes: readonly ReceivedChange[]): void {
  const { now: at } = draft
  const told = pushes.flatMap(({ change }) => (change.kind === 'order' ? [{ id: change.order.orderId, at }] : []))
  const dealt = pushes.flatMap(({ change }) =>
    change.kind === 'deal' || change.kind === 'unlisted' ? [change.deal.orderId] : [],
  )
  if (told.length > 0) {
    draft.orderPushes = [...draft.orderPushes, ...told].slice(-MAX_ORDERS)
    draft.owedOrders = draft.owedOrders.filter(({ id }) => !told.some((one) => one.id === id))
  }
  const { orderPushes } = draft
  const isRecent = (push: OrderPush | undefined): boolean => push !== undefined && at - push.at <= OWED_MS
  if (orderPushes.length === MAX_ORDERS && isRecent(orderPushes[0])) return
  const isTold = (id: string): boolean =>
    draft.owedOrders.some((one) => one.id === id) || orderPushes.some((one) => one.id === id && isRecent(one))
  const missing = [...new Set(dealt)].filter((id) => !isTold(id)).map((id) => ({ id, at }))
  if (missing.length > 0) draft.owedOrders = [...draft.owedOrders, ...missing].slice(-MAX_ORDERS)
}

/** Channels that should have pushed the found changes: these happened while the stream was up, and not just now. */
export function owedBy(draft: Draft, job: Job, drafts: readonly EventDraft[]): readonly Channel[] {
  const { upAt, now, at, ledger } = draft
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
