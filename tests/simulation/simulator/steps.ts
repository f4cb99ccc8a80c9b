/** A schedule: what the account does and what goes wrong, as data, so that any part of it can be left out. */

import { seededRandom } from '@spotdeck/ports/virtual'
import type { Breadth } from './breadth.ts'
import { FAULTS, FAULT_NAMES, type FaultName } from './fault-names.ts'

/** Acts of the account at the exchange. */
export const TRADE_NAMES = [
  'limit',
  'market',
  'ioc',
  'fill',
  'cancel',
  'deposit',
  'withdraw',
  'give-back',
  'transfer',
  'convert',
  'round-trip',
  'order',
] as const
/** Act of the account at the exchange. */
export type TradeName = (typeof TRADE_NAMES)[number]

/** One step of a schedule. Times are ms after the start; `picks` are numbers from 0 to 1 that decide its details. */
export type Step = { readonly id: number; readonly at: number; readonly picks: readonly number[] } & (
  | { readonly kind: 'trade'; readonly trade: TradeName }
  | { readonly kind: 'fault'; readonly fault: FaultName; readonly forMs: number }
)

/** Everything that decides a run. */
export type Schedule = {
  readonly seed: number
  /** Time in which steps begin, in ms. */
  readonly lengthMs: number
  /** Moment from which steps count: the very first start of the gateway, or when its account is live for the first time. */
  readonly begins: 'start' | 'live'
  readonly steps: readonly Step[]
  /** Breadth of its world; narrow by default. */
  readonly breadth?: Breadth
}

/** Weights of the acts of the account. */
const WEIGHTS: readonly (readonly [TradeName, number])[] = [
  ['limit', 6],
  ['fill', 6],
  ['market', 3],
  ['cancel', 3],
  ['ioc', 2],
  ['round-trip', 2],
  ['order', 2],
  ['deposit', 2],
  ['withdraw', 1],
  ['give-back', 1],
  ['transfer', 1],
  ['convert', 1],
]
const TOTAL_WEIGHT = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0)
/** Most numbers that a step draws on. */
const PICKS = 6
/** Shorter schedules have faults of their own length at most, in ms. */
const SHORT_MS = 30_000
/** Longest fault of a schedule with one fault, in ms. */
const MAX_SOLO_MS = 25_000
/** Span before the end in which no fault begins, in ms. */
const FAULT_FREE_MS = 5_000

/** Share of the seeds whose steps begin with the first start, in which the account is not live for 10 s. */
const FROM_START = 0.25

/** Draws the schedule of a seed: half of the seeds have one fault, the others two or three. */
export function scheduleOf(seed: number, lengthMs: number, faults: readonly FaultName[] = FAULT_NAMES): Schedule {
  const random = seededRandom(`schedule ${seed}`)
  const steps: Step[] = []
  const picks = (): readonly number[] => Array.from({ length: PICKS }, () => random.next())
  const add = (step: DraftStep): void => void steps.push({ ...step, id: steps.length + 1, picks: picks() })
  const count = random.next() < 0.5 ? 1 : 2 + Math.floor(random.next() * 2)
  for (let index = 0; index < count; index++) {
    const fault = faults[Math.floor(random.next() * faults.length)] ?? 'cut'
    const { minMs, maxMs: usualMs } = FAULTS[fault]
    const maxMs = lengthMs < SHORT_MS ? Math.max(minMs, Math.min(usualMs, lengthMs)) : usualMs
    const at = Math.floor(random.next() * Math.max(1, lengthMs - FAULT_FREE_MS))
    add({ kind: 'fault', fault, at, forMs: Math.floor(minMs + random.next() * (maxMs - minMs)) })
  }
  // Some accounts trade every second, some rest between two bursts.
  const paceMs = [400, 1_200, 3_000][Math.floor(random.next() * 3)] ?? 1_200
  let at = 0
  while (at < lengthMs) {
    at += 20 + Math.floor(random.next() * 2 * paceMs)
    if (random.next() < 0.03) at += 10_000
    if (at < lengthMs) add({ kind: 'trade', trade: tradeOf(random.next()), at })
  }
  const begins = seededRandom(`begins ${seed}`).next() < FROM_START ? 'start' : 'live'
  return { seed, lengthMs, begins, steps: steps.sort((a, b) => a.at - b.at || a.id - b.id) }
}

/** Time at which the fault of a schedule with one fault begins, in ms. */
const SOLO_MS = 8_000

/** A schedule with one fault alone, which begins while the account is live and lasts as long as that fault can within 25 s. */
export function soloSchedule(seed: number, fault: FaultName): Schedule {
  const { steps, lengthMs } = scheduleOf(seed, SHORT_MS, [fault])
  const forMs = Math.min(FAULTS[fault].maxMs, MAX_SOLO_MS)
  const [first] = steps.filter(({ kind }) => kind === 'fault')
  const trades = steps.filter(({ kind }) => kind === 'trade')
  const solo = first === undefined ? [] : [{ ...first, kind: 'fault', fault, at: SOLO_MS, forMs } as const]
  return { seed, lengthMs, begins: 'live', steps: [...trades, ...solo].sort((a, b) => a.at - b.at || a.id - b.id) }
}

type DraftStep = Step extends infer T ? (T extends Step ? Omit<T, 'id' | 'picks'> : never) : never

function tradeOf(pick: number): TradeName {
  let left = pick * TOTAL_WEIGHT
  for (const [name, weight] of WEIGHTS) {
    left -= weight
    if (left < 0) return name
  }
  return 'limit'
}

/** The schedule with these steps alone. */
export function keep(schedule: Schedule, ids: ReadonlySet<number>): Schedule {
  return { ...schedule, steps: schedule.steps.filter(({ id }) => ids.has(id)) }
}
