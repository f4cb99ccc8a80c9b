/**
 * Dates an unexplained adjustment from the ledger's history: balance changes without a cause, less those that deals and
 * flows learned later explain. Reads the ledger and writes nothing.
 */

import { type AssetAmount, absolute, add, compare, isNegative, negate, subtract } from '@spotdeck/exact'
import {
  type LedgerEvent,
  type LedgerState,
  type UnexplainedAdjustment,
  RECONCILED,
  dealEffects,
  reasonKind,
  reasonsOf,
} from '@spotdeck/ledger'
import type { HistoryKey, LedgerStore, ListedFlow } from '@spotdeck/store'
import { MINUTE_MS, SECOND_MS } from '@spotdeck/ports'

/** The ledger that is read. */
export type Dated = {
  readonly state: LedgerState
  readonly store: Pick<LedgerStore, 'history' | 'flows' | 'dealsAscending'>
}

/** An amount of an asset that is not noted; `seenAt` is when it was first seen, ms. */
export type OpenAdjustment = { readonly asset: string; readonly amount: AssetAmount; readonly seenAt: number }

/** Balance change at one time. */
export type Step = Pick<UnexplainedAdjustment, 'since' | 'change'>

/** Moments that are looked through, the newest first. */
const MOMENTS = 1_000
const PAGE = 200
/** Deals of one gap that are taken out of what was read after it. */
const DEALS = 10_000
/** REST gives deal times on whole seconds, and a balance is told about when its deal is made. */
const APART_MS = [0, 1_000, -1_000]
/** A balance is read a little before what it leaves unexplained is seen. */
const JUST_MS = MINUTE_MS

/**
 * The newest moments that together make the amount; else what it takes back of earlier notes; else the reading just now that can
 * hold it; else no moment that is known (0): there it changes no growth.
 */
export async function dateAdjustment(open: OpenAdjustment, ledger: Dated): Promise<readonly Step[]> {
  let looked: readonly Step[] = []
  for (const apartMs of APART_MS) {
    const { steps, isWhole } = await newestThatMake(open.amount, momentsOf(open.asset, apartMs, ledger))
    if (isWhole) return steps
    looked = steps
  }
  return roughly(open, looked, ledger.state)
}

/** As many as it takes; all that were looked through where they do not make the amount. */
async function newestThatMake(
  amount: AssetAmount,
  moments: AsyncIterable<Step>,
): Promise<{ readonly steps: readonly Step[]; readonly isWhole: boolean }> {
  const steps: Step[] = []
  let left = amount
  for await (const step of moments) {
    steps.push(step)
    left = subtract(left, step.change)
    if (left === '0' || steps.length >= MOMENTS) break
  }
  return { steps, isWhole: left === '0' }
}

function roughly({ asset, amount, seenAt }: OpenAdjustment, moments: readonly Step[], { notes }: LedgerState): Step[] {
  const noted = [...notes.values()].filter((note) => note.asset === asset && !isSameWay(note.change, amount))
  const newest = noted.sort((a, b) => b.since - a.since)
  const whole = newest.find(({ change }) => change === negate(amount))
  const steps: Step[] = []
  let left = amount
  for (const { since, change } of whole === undefined ? newest : [whole]) {
    if (left === '0') return steps
    const part = isWithin(left, change) ? left : negate(change)
    steps.push({ since, change: part })
    left = subtract(left, part)
  }
  if (left === '0') return steps
  const holds = ({ since, change }: Step): boolean =>
    since >= seenAt - JUST_MS && isSameWay(change, left) && isWithin(left, change)
  return [...steps, { since: moments.find(holds)?.since ?? 0, change: left }]
}

const isSameWay = (a: AssetAmount, b: AssetAmount): boolean => isNegative(a) === isNegative(b)
const isWithin = (part: AssetAmount, whole: AssetAmount): boolean => compare(absolute(part), absolute(whole)) <= 0

/** Unexplained balance changes that no adjustment covers, newest first, without those that cancel out. */
async function* momentsOf(asset: string, apartMs: number, ledger: Dated): AsyncGenerator<Step> {
  let moment: Step | undefined
  for await (const step of inOrder(
    explainedSteps(asset, await ledger.store.flows(), ledger.state),
    movedSteps(asset, apartMs, ledger),
  )) {
    const isSame = moment !== undefined && moment.since === step.since
    if (moment !== undefined && !isSame && moment.change !== '0') yield moment
    moment = isSame && moment !== undefined ? { ...step, change: add(moment.change, step.change) } : step
  }
  if (moment !== undefined && moment.change !== '0') yield moment
}

/** Both newest first, together. */
async function* inOrder(known: readonly Step[], moved: AsyncIterable<Step>): AsyncGenerator<Step> {
  let next = 0
  for await (const step of moved) {
    for (let one = known[next]; one !== undefined && one.since >= step.since; one = known[++next]) yield one
    yield step
  }
  yield* known.slice(next)
}

/**
 * Changes that reported flows and recorded adjustments explain, each from the time when balances included it; newest
 * first.
 */
function explainedSteps(
  asset: string,
  flows: readonly ListedFlow[],
  { birth = 0, notes }: LedgerState,
): readonly Step[] {
  const told = flows.filter((flow) => flow.asset === asset && flow.time + SECOND_MS > birth)
  const steps = [
    ...told.flatMap(({ held, change }) => (held === undefined ? [] : [{ since: held.since, change: negate(change) }])),
    ...[...notes.values()]
      .filter((note) => note.asset === asset && note.since > 0)
      .map(({ since, change }) => ({ since, change: negate(change) })),
  ]
  return steps.sort((a, b) => b.since - a.since)
}

/** Readings without what deals explain of them, pushes of flows that had been told, and changes for unknown reasons. */
async function* movedSteps(asset: string, apartMs: number, { state, store }: Dated): AsyncGenerator<Step> {
  const { birth = Infinity } = state
  for await (const event of movements(asset, store)) {
    const { reason, freeChange, lockedChange } = event.change
    const step = { since: event.time, change: add(freeChange, lockedChange) }
    if (reason !== RECONCILED) {
      if (reasonKind(reason) === 'unknown' || event.told !== undefined) yield step
    } else if (event.time > birth) yield await withoutDeals(step, event, apartMs, store)
  }
}

type Moved = Extract<LedgerEvent, { type: 'asset.changed' }>

/** All but trades, newest first. */
async function* movements(asset: string, store: Dated['store']): AsyncGenerator<Moved> {
  const reasons = { but: reasonsOf('trade') }
  let before: HistoryKey | undefined
  do {
    const query = { asset, reasons, limit: PAGE, before }
    const events: readonly LedgerEvent[] = await store.history('movements', query)
    for (const event of events) if (event.type === 'asset.changed') yield event
    const last = events.length < PAGE ? undefined : events.at(-1)
    before = last === undefined ? undefined : { time: last.time, n: last.n }
  } while (before !== undefined)
}

/** Deals that were made since the balance last moved, and whose pushes were not heard, are in what was read. */
async function withoutDeals(
  { since, change }: Step,
  { n, change: { asset } }: Moved,
  apartMs: number,
  store: Dated['store'],
): Promise<Step> {
  const [last] = await store.history('movements', { asset, before: { time: since, n }, limit: 1 })
  const deals = await store.dealsAscending({ from: (last?.time ?? 0) + apartMs + 1, to: since + 1 }, DEALS)
  const effects = deals.flatMap(dealEffects).filter((effect) => effect.asset === asset)
  return { since, change: effects.reduce((left, effect) => subtract(left, effect.change), change) }
}
