/** Matches reported flows with those of the ledger, each at most once: by id, or by content. */

import { isNegative } from '@spotdeck/exact'
import {
  type EventSource,
  type PushedFlow,
  type ReportedFlow,
  FLOW_APART_MS,
  nearestFlow,
  sameFlow,
} from '@spotdeck/ledger'
import { SECOND_MS } from '@spotdeck/ports'
import { type Slices, inSlices } from '../slices.ts'
import type { ListedFlow } from '@spotdeck/store'
import { bareTx, numberKey, sameNumber } from './flow-id.ts'

/** Maximal distances of two reports of one flow, in ms, in this order; one transaction matches at any. */
const APART_MS = [0, 1_000, 60_000, Infinity] as const

/** Matches reported flows with flows of the ledger, each at most once. */
export class FlowMatcher {
  readonly #source: EventSource
  readonly #claimed = new Set<ListedFlow>()
  readonly #byNumber = new Map<string, ListedFlow[]>()
  /** Flows by asset, kind and day, and by transaction: a long file is compared only with possible matches. */
  readonly #alike = new Map<string, ListedFlow[]>()

  private constructor(source: EventSource) {
    this.#source = source
  }

  /** Returns a matcher over the flows of the ledger. */
  static async over(listed: readonly ListedFlow[], source: EventSource, slices: Slices): Promise<FlowMatcher> {
    const matcher = new FlowMatcher(source)
    await inSlices(listed, slices, (flow) => matcher.#list(flow))
    return matcher
  }

  #list(flow: ListedFlow): void {
    if (flow.told !== undefined) append(this.#byNumber, numberKey(flow.told.id), flow)
    append(this.#alike, dayKey(flow, 0), flow)
    if (flow.told?.txId !== undefined) append(this.#alike, bareTx(flow.told.txId), flow)
  }

  /** Returns the ledger's flow of each reported one: by id first, then by rank, near times before distant ones. */
  async of(
    flows: readonly ReportedFlow[],
    rankOf: (flow: ReportedFlow) => number,
    slices: Slices,
  ): Promise<ReadonlyMap<ReportedFlow, ListedFlow>> {
    const found = new Map<ReportedFlow, ListedFlow>()
    const take = (flow: ReportedFlow, listed: ListedFlow | undefined): void => {
      if (listed === undefined) return
      this.#claimed.add(listed)
      found.set(flow, listed)
    }
    const byRank = new Map<number, ReportedFlow[]>()
    await inSlices(flows, slices, (flow) => take(flow, this.#numbered(flow)))
    await inSlices(inOrder(flows), slices, (flow) => {
      if (found.has(flow)) return
      const rank = rankOf(flow)
      const alike = byRank.get(rank)
      if (alike === undefined) byRank.set(rank, [flow])
      else alike.push(flow)
    })
    for (const [, ranked] of [...byRank].sort(([a], [b]) => a - b)) {
      for (const apartMs of APART_MS) {
        await inSlices(ranked, slices, (flow) => {
          if (!found.has(flow)) take(flow, this.#nearest(flow, apartMs))
        })
      }
    }
    return found
  }

  /** Flow with the same id; the same spelling before another one. */
  #numbered({ id }: ReportedFlow): ListedFlow | undefined {
    const named = this.#byNumber.get(numberKey(id)) ?? []
    return (
      named.find(({ told }) => told?.id === id) ??
      named.find((one) => !this.#claimed.has(one) && sameNumber(one.told?.id ?? '', id))
    )
  }

  #nearest(flow: ReportedFlow, apartMs: number): ListedFlow | undefined {
    const keys = [
      ...[-1, 0, 1].map((days) => dayKey(flow, days)),
      ...(flow.txId === undefined ? [] : [bareTx(flow.txId)]),
    ]
    const alike = keys.flatMap((key) => this.#alike.get(key) ?? [])
    const isNear = ({ time }: ListedFlow): boolean => apartMs === Infinity || Math.abs(time - flow.time) <= apartMs
    const mayBe = (listed: ListedFlow): boolean => !this.#claimed.has(listed) && isNear(listed) && isSame(flow, listed)
    return nearestFlow(flow, alike, (listed) => mayBe(listed) && !this.#differ(flow, listed))
  }

  /** True for two flows for sure: two listed ids or transactions; a deposit is listed before it is booked. */
  #differ({ txId, reason, time }: ReportedFlow, { told, ...listed }: ListedFlow): boolean {
    if (told === undefined) return this.#source === 'rest' && reason === 'DEPOSIT' && listed.time < time - SECOND_MS
    if (told.source === 'rest' && this.#source === 'rest') return true
    return txId !== undefined && told.txId !== undefined && bareTx(txId) !== bareTx(told.txId)
  }
}

/** Sorts flows by time, then by id. */
export const inOrder = (flows: readonly ReportedFlow[]): readonly ReportedFlow[] =>
  [...flows].sort((a, b) => a.time - b.time)

function append(lists: Map<string, ListedFlow[]>, key: string, flow: ListedFlow): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [flow])
  else list.push(flow)
}

const dayKey = ({ asset, reason, time }: PushedFlow, days: number): string =>
  `${asset} ${reason} ${Math.floor(time / FLOW_APART_MS) + days}`

/** True if both have the same transaction, or the same amount and kind within a day, with the fee in it or not. */
function isSame(flow: ReportedFlow, { told, ...listed }: ListedFlow): boolean {
  const isTransaction = flow.txId !== undefined && told?.txId !== undefined && bareTx(flow.txId) === bareTx(told.txId)
  const isAlike = flow.asset === listed.asset && flow.reason === listed.reason
  if (isTransaction) return isAlike && isNegative(flow.change) === isNegative(listed.change)
  return sameFlow(flow, listed) || (told?.fee !== undefined && sameFlow({ ...listed, fee: told.fee }, flow))
}
