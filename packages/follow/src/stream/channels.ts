/** Watches each of the three private channels: one may fall silent while the others continue. */

import type { EventDraft } from '@spotdeck/ledger'
import { type StreamDraft, NOTHING_MISSING, setStream } from './state.ts'
import { log } from '../base/draft.ts'
import type { Change } from '../base/change.ts'
import type { Channel, ReceivedChange } from '../base/question.ts'
import { heal } from '../phase/recover.ts'
import type { Job } from '../base/work.ts'
import { setRecovery } from '../phase/state.ts'

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
/** Number of orders whose pushes are remembered. */
const MAX_ORDERS = 32

/** Notes which channels bring something, and what the others owe for it. */
export function hearChannels(draft: StreamDraft, pushes: readonly ReceivedChange[]): void {
  const { now } = draft
  const heard = new Set(pushes.map(({ change }) => CHANNEL_OF[change.kind]))
  const heardAt = new Map([...draft.stream.received.channels, ...[...heard].map((channel) => [channel, now] as const)])
  const owed = new Map([...draft.stream.missing.channels].filter(([channel]) => !heard.has(channel)))
  for (const channel of new Set(pushes.flatMap(({ change }) => owedFor(change))))
    if (now - (heardAt.get(channel) ?? -Infinity) > OWED_MS) owed.set(channel, owed.get(channel) ?? now)
  setStream(draft, {
    received: { ...draft.stream.received, channels: heardAt },
    missing: { ...draft.stream.missing, channels: owed },
  })
  hearOrders(draft, pushes)
  if (draft.stream.silent.size > 0)
    setStream(draft, { silent: new Set([...draft.stream.silent].filter((channel) => !heard.has(channel))) })
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
export function owedTick(draft: StreamDraft): void {
  const isLate = (since: number): boolean => draft.now - since >= OWED_MS
  const late = new Set(
    [...draft.stream.missing.channels].flatMap(([channel, since]) => (isLate(since) ? [channel] : [])),
  )
  if (draft.stream.missing.orders.some(({ at }) => isLate(at))) late.add('orders')
  if (late.size === 0) return
  setStream(draft, { missing: NOTHING_MISSING })
  for (const channel of late) noteSilent(draft, channel)
  heal(draft, 'STREAM_SILENT')
}

/** Notes a channel that left something out: until it brings something, no push of another one proves the stream. */
export function noteSilent(draft: StreamDraft, channel: Channel): void {
  log(draft, 'warn', 'a private channel left something out', { channel })
  setStream(draft, { silent: new Set(draft.stream.silent).add(channel) })
  if (draft.recovery.proof !== undefined)
    setRecovery(draft, { proof: { from: draft.now, isDistrusted: true, isHeard: false } })
}

/** Notes of which orders the pushes tell, and which are missing for their deals: another order's push pays for none of them. */
function hearOrders(draft: StreamDraft, pushes: readonly ReceivedChange[]): void {
  const { now: at } = draft
  const { received: heard, missing: owed } = draft.stream
  const news = pushes.flatMap(({ change }) => (change.kind === 'order' ? [{ id: change.order.orderId, at }] : []))
  const dealt = pushes.flatMap(({ change }) =>
    change.kind === 'deal' || change.kind === 'unlisted' ? [change.deal.orderId] : [],
  )
  if (news.length === 0 && dealt.length === 0) return
  const told = [...heard.orders, ...news].slice(-MAX_ORDERS)
  const waiting = owed.orders.filter(({ id }) => !news.some((one) => one.id === id))
  const recent = told.filter((push) => at - push.at <= OWED_MS)
  const known = new Set([...recent, ...waiting].map(({ id }) => id))
  // Of so many orders that not all of them can be remembered, the channel is heard well.
  const missing = recent.length === MAX_ORDERS ? [] : [...new Set(dealt)].filter((id) => !known.has(id))
  setStream(draft, {
    received: { ...heard, orders: told },
    missing: { ...owed, orders: [...waiting, ...missing.map((id) => ({ id, at }))].slice(-MAX_ORDERS) },
  })
}

/** Channels that should have pushed the found changes: these happened while the stream was up, and not just now. */
export function owedBy(draft: StreamDraft, job: Job, drafts: readonly EventDraft[]): readonly Channel[] {
  const { now, at, ledger } = draft
  const { upAt } = draft.recovery
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
