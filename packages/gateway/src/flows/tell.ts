/**
 * What flows that a list or an export tells of are to the ledger: known, the name of one that was pushed, news, or nothing yet.
 * Each flow of the ledger is claimed by one telling at most. Reads the ledger and writes nothing.
 */

import { type AssetAmount, absolute, compare, isNegative, subtract } from '@spotdeck/exact'
import { type EventSource, type Learnt, type LedgerState, type PushedFlow, type ToldFlow, FLOW_APART_MS, RECONCILED, nearestFlow, sameFlow, unclassified } from '@spotdeck/ledger' // prettier-ignore
import { stateAt } from '../import/coverage.ts'
import type { PriceAt } from '../ingest/unit-prices.ts'
import type { LedgerStore, ListedFlow } from '../store/port.ts'
import { eventOfFlow } from '../store/projection.ts'

export type Telling = {
  readonly state: LedgerState
  readonly store: Pick<LedgerStore, 'flows' | 'history'>
  /** Who tells: a list of the exchange, or an import. */
  readonly source: EventSource
  readonly priceAt: PriceAt
  /** Absent: what makes less unexplained is news. */
  readonly list?: ListTelling
}

/** A list that was answered so long ago that every push of what it tells has come or is lost. */
export type ListTelling = {
  /** It tells of nothing that was booked later. */
  readonly answeredAt: number
  /** Whether no push was heard when the flow can have been booked: that alone makes it news. */
  readonly mayBeUnheard: (flow: ToldFlow) => boolean
}

/**
 * `known`: told before. `named`: pushed before, and now it has its number. `added`: news that explains what a balance holds.
 * `awaited`: nothing of the account lacks it, so its push may be on its way, or it is no flow of this account; tell it again later.
 */
export type ToldVerdict = {
  readonly flow: ToldFlow
  readonly verdict: 'known' | 'named' | 'added' | 'awaited'
  /** What to write of it; absent where nothing is. */
  readonly happening?: Learnt
}

/** Answers in the order of `told`. The happenings go into one commit, which nothing else may precede. */
export async function tellFlows(told: readonly ToldFlow[], telling: Telling): Promise<readonly ToldVerdict[]> {
  const { answeredAt = Infinity } = telling.list ?? {}
  const listed = (await telling.store.flows()).filter(({ time }) => time <= answeredAt)
  const claims = new Claims(listed, telling.source)
  const verdicts = new Map<ToldFlow, ToldVerdict>()
  const take = (flow: ToldFlow, verdict: Omit<ToldVerdict, 'flow'>): unknown => verdicts.set(flow, { flow, ...verdict })
  const unknown: ToldFlow[] = []
  for (const flow of told) {
    if (claims.byNumber(flow)) take(flow, { verdict: 'known' })
    else unknown.push(flow)
  }
  const news: ToldFlow[] = []
  for (const { flow, is } of claims.byContent(unknown, (one) => claimRank(one, telling))) {
    if (is === undefined) news.push(flow)
    else if (is.told !== undefined) take(flow, { verdict: 'known' })
    else take(flow, { verdict: 'named', happening: happeningOf(flow, telling, { as: eventOfFlow(is) }) })
  }
  const { list } = telling
  const added = list === undefined ? new Lacking(telling.state).explainedBy(news) : inOrder(news.filter(list.mayBeUnheard)) // prettier-ignore
  for (const flow of added) {
    const since = await heldSince(flow, telling)
    take(flow, { verdict: 'added', happening: happeningOf(flow, telling, since === undefined ? {} : { heldSince: since }) }) // prettier-ignore
  }
  return told.map((flow) => verdicts.get(flow) ?? { flow, verdict: 'awaited' })
}

/**
 * A deposit may be listed long before its push: one that was surely heard claims first. What was held when the account was first
 * followed claims last: its push was never heard.
 */
function claimRank(flow: ToldFlow, { state, list }: Telling): number {
  if (list === undefined) return 0
  if (flow.time <= (state.birth ?? 0)) return 2
  return flow.reason === 'DEPOSIT' && list.mayBeUnheard(flow) ? 1 : 0
}

const inOrder = (flows: readonly ToldFlow[]): readonly ToldFlow[] => [...flows].sort((a, b) => a.time - b.time)

function happeningOf(
  flow: ToldFlow,
  { source, priceAt }: Telling,
  how: { readonly as?: number; readonly heldSince?: number },
): Learnt {
  const unitPrice = how.as === undefined ? priceAt(flow.asset, flow.time) : undefined
  return { type: 'flow.told', flow, ...(unitPrice === undefined ? {} : { unitPrice }), ...how, time: flow.time, source }
}

/** The flows of the ledger that no telling of this reading has claimed. */
class Claims {
  readonly #source: EventSource
  readonly #claimed = new Set<ListedFlow>()
  readonly #byNumber = new Map<string, ListedFlow>()
  /** By asset, kind and day, and by transaction: a long file is compared with what can be its own alone. */
  readonly #alike = new Map<string, ListedFlow[]>()

  constructor(listed: readonly ListedFlow[], source: EventSource) {
    this.#source = source
    for (const flow of listed) {
      if (flow.told !== undefined) this.#byNumber.set(flow.told.id, flow)
      const keys = [dayKey(flow, 0), ...(flow.told?.txId === undefined ? [] : [bare(flow.told.txId)])]
      for (const key of keys) this.#alike.set(key, [...(this.#alike.get(key) ?? []), flow])
    }
  }

  byNumber({ id }: ToldFlow): boolean {
    const known = this.#byNumber.get(id)
    if (known !== undefined) this.#claimed.add(known)
    return known !== undefined
  }

  /** Each with the flow that it is, if any: by rank, and what lies close together before what lies apart. */
  byContent(
    flows: readonly ToldFlow[],
    rankOf: (flow: ToldFlow) => number,
  ): readonly { readonly flow: ToldFlow; readonly is: ListedFlow | undefined }[] {
    // prettier-ignore
    const found = new Map<ToldFlow, ListedFlow>()
    const ranks = new Map(flows.map((flow) => [flow, rankOf(flow)]))
    for (const rank of [...new Set(ranks.values())].sort()) {
      for (const apartMs of APART_MS) {
        for (const flow of inOrder(flows)) {
          if (ranks.get(flow) !== rank || found.has(flow)) continue
          const listed = this.#nearest(flow, apartMs)
          if (listed !== undefined) found.set(flow, listed)
        }
      }
    }
    return inOrder(flows).map((flow) => ({ flow, is: found.get(flow) }))
  }

  #nearest(flow: ToldFlow, apartMs: number): ListedFlow | undefined {
    const keys = [
      ...[-1, 0, 1].map((days) => dayKey(flow, days)),
      ...(flow.txId === undefined ? [] : [bare(flow.txId)]),
    ]
    const alike = keys.flatMap((key) => this.#alike.get(key) ?? [])
    const isNear = ({ time }: ListedFlow): boolean => apartMs === Infinity || Math.abs(time - flow.time) <= apartMs
    const can = (listed: ListedFlow): boolean => isNear(listed) && !this.#claimed.has(listed) && isSame(flow, listed) && !this.#differ(flow, listed) // prettier-ignore
    const found = nearestFlow(flow, alike, can)
    if (found !== undefined) this.#claimed.add(found)
    return found
  }

  /** Two numbers of the exchange's lists, and two transactions, are two flows; a deposit is listed before it is booked. */
  #differ({ txId, reason, time }: ToldFlow, { told, ...listed }: ListedFlow): boolean {
    if (told === undefined) return this.#source === 'rest' && reason === 'DEPOSIT' && listed.time < time - SECOND_MS
    if (told.source === 'rest' && this.#source === 'rest') return true
    return txId !== undefined && told.txId !== undefined && bare(txId) !== bare(told.txId)
  }
}

const dayKey = ({ asset, reason, time }: PushedFlow, days: number): string =>
  `${asset} ${reason} ${Math.floor(time / FLOW_APART_MS) + days}`

/** One transaction, or one amount of one kind within a day, the fee in it or not. */
function isSame(flow: ToldFlow, { told, ...listed }: ListedFlow): boolean {
  const isTransaction = flow.txId !== undefined && told?.txId !== undefined && bare(flow.txId) === bare(told.txId)
  if (isTransaction) return flow.asset === listed.asset && flow.reason === listed.reason && isNegative(flow.change) === isNegative(listed.change) // prettier-ignore
  return sameFlow(flow, listed) || (told?.fee !== undefined && sameFlow({ ...listed, fee: told.fee }, flow))
}

/** MEXC: a transaction may be named with the place of the payment in it, `hash:0`. */
const bare = (txId: string): string => txId.replace(/:\d+$/, '').toLowerCase()

/** What the account's balances hold without knowing what it was, while flows explain it one by one. */
class Lacking {
  readonly #state: LedgerState
  readonly #open = new Map<string, AssetAmount>()

  constructor(state: LedgerState) {
    this.#state = state
  }

  /** Those that explain something, in the order of time; a flow may do so only when others have. */
  explainedBy(news: readonly ToldFlow[]): readonly ToldFlow[] {
    let left = inOrder(news)
    const booked: ToldFlow[] = []
    for (let round = 0, before = -1; before !== booked.length && round < ROUNDS; round++) {
      before = booked.length
      left = left.filter((flow) => {
        if (!this.#explains(flow)) return true
        booked.push(flow)
        return false
      })
    }
    return booked
  }

  /** From before the first start, from a time when no pushes were heard, or what makes less unexplained. */
  #explains({ asset, change, time }: ToldFlow): boolean {
    const { birth, coverage } = this.#state
    if (birth === undefined || time + SECOND_MS <= birth) return true
    const open = this.#open.get(asset) ?? unclassified(this.#state, asset)
    const rest = subtract(open, change)
    const heard = stateAt(coverage, 'flows', time)
    const explains = heard === 'unknown' || heard === 'repairing' || compare(absolute(rest), absolute(open)) < 0
    if (explains) this.#open.set(asset, rest)
    return explains
  }
}

/** When a balance was first read that may hold it: samples of equity from then on do. `undefined`: since its own time. */
async function heldSince({ asset, time }: ToldFlow, { state, store }: Telling): Promise<number | undefined> {
  if (state.birth === undefined || time < state.birth) return undefined
  const reads = await store.history('movements', { asset, from: time, reasons: { only: [RECONCILED] }, limit: READS })
  return reads.at(-1)?.time
}

/** As the ledger sees what is from before the first start. */
const SECOND_MS = 1_000
/** How far apart two tellings may lie, one after the other; one transaction is one however far. */
const APART_MS = [0, SECOND_MS, 60_000, Infinity] as const
/** Flows that explain something only when others have are looked at this often at most. */
const ROUNDS = 10
/** Balances read after a flow that are looked through for the first: more are not made of one asset between two readings of lists. */
const READS = 1_000
