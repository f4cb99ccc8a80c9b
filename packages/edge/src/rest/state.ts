/** A past state of the account: after an event or at a time. */

import type { StateAt, View } from '@spotdeck/api'
import { EventsArchived } from '@spotdeck/store'
import { defined } from '@spotdeck/ports'
import type { FollowedAccount } from '../desk.ts'
import type { Position } from '@spotdeck/reports'
import { ProblemError, badRequest } from '../answer/problem.ts'

type Until = { readonly kind: 'seq'; readonly seq: number } | { readonly kind: 'time'; readonly time: number }

/** `head`: the end of the ledger as far as the reader may know it. */
export type StateQuestion = {
  readonly at: string
  readonly view: View
  readonly head: Position
  /** Lets other requests run between two steps. */
  readonly turn: () => Promise<void>
}

/**
 * `seq:N`: what was known after event N. A time: what the ledger holds of everything up to then, learnt when it may be.
 * Only what `view` lets through counts, also towards `seq` and `time`.
 * @throws {ProblemError} `BAD_REQUEST` for another form, `EVENTS_ARCHIVED` where an archive file of it cannot be read
 */
export async function readStateAt(account: PastAccount, { at, view, head, turn }: StateQuestion): Promise<StateAt> {
  const until = parseUntil(at)
  if (until.kind === 'seq' && until.seq > head.seq) throw badRequest('at', `must be at most seq:${head.seq}`)
  const question = until.kind === 'seq' ? { seq: until.seq } : { seq: head.seq, time: until.time }
  const past = await account.pastState(question, turn).catch((error: unknown) => {
    if (!(error instanceof EventsArchived)) throw error
    // The file's name has numbers of events, hidden ones included.
    throw new ProblemError('EVENTS_ARCHIVED', {}, view.audience === 'owner' ? error.file : undefined)
  })
  const hides = view.leavesOut ?? (() => false)
  const isSeen = ({ asset, symbol }: { readonly asset?: string; readonly symbol?: string }): boolean =>
    (asset === undefined || !hides('asset', asset)) && (symbol === undefined || !hides('symbol', symbol))
  const seen = past.seen.filter(isSeen)
  return {
    account: account.id,
    epoch: head.epoch,
    seq: seen.reduce((last, { seq }) => Math.max(last, seq), 0),
    assets: past.assets.filter(({ asset }) => isSeen({ asset })),
    openOrders: past.openOrders.filter(({ symbol }) => isSeen({ symbol })),
    status: past.status ?? null,
    deals: seen.reduce((sum, { deals }) => sum + deals, 0),
    ...defined({ time: seen.length === 0 ? undefined : Math.max(...seen.map(({ time }) => time)) }),
  }
}

/** Source of past states. */
export type PastAccount = Pick<FollowedAccount, 'id' | 'pastState'>

function parseUntil(at: string): Until {
  const bySeq = /^seq:(\d{1,15})$/.exec(at)?.[1]
  if (bySeq !== undefined) return { kind: 'seq', seq: Number(bySeq) }
  if (/^\d{1,15}$/.test(at)) return { kind: 'time', time: Number(at) }
  throw badRequest('at', 'must be seq:N or milliseconds since the epoch')
}
