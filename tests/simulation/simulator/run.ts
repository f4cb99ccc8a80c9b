/** Runs one schedule and judges it. */

import { SECOND_MS } from '@spotdeck/ports'
import { createHash } from 'node:crypto'
import { type Bounds, type FaultName, boundsOf } from './fault-names.ts'
import { begin } from './faults.ts'
import { NARROW, boundsIn } from './breadth.ts'
import { finalCheck } from './final-check.ts'
import { ACCOUNT, type GatewayPhase } from './gateway.ts'
import { type Difference, WrongWhileLive, differences, isClaimed, leftNoTrace } from './oracle.ts'
import { orderOf } from './truth-history.ts'
import type { Reader } from './reader.ts'
import type { Schedule, Step } from './steps.ts'
import { trade } from './traders.ts'
import { World } from './world.ts'

const LOOK_MS = 200
/** Interval of comparisons of the whole ledger, in ms. */
const COMPARE_MS = 2 * SECOND_MS
/** The account stays right for this long before the last comparison, in ms. */
const STEADY_MS = 2 * SECOND_MS
/** Longest time until the account of an undisturbed gateway is live for the first time, in ms. */
const FIRST_LIVE_MS = 15 * SECOND_MS
/** Longest turn of another account that goes first, in ms. */
const TURN_MS = 5 * SECOND_MS
/** Most pushes and calls that may wait, and timers that may be set. */
const MAX_WAITING = { pushesWaiting: 20_000, callsWaiting: 500, timers: 2_000 } as const

/** Bound of faults that lose pushes without a trace. */
const AUDITED_MS = 6 * 60 * SECOND_MS

/** Time that a search may take beyond it while the status names what is in question, in ms. */
const SEARCH_MS = 20 * SECOND_MS

/** Kind of a failure, so that a smaller schedule is known to fail the same way. */
export type FailureKind = 'wrong-while-live' | 'not-right-again' | 'wrong-at-the-end' | 'unbounded' | 'crash'

/** A failed run. */
export type Failure = { readonly kind: FailureKind; readonly at: number; readonly what: readonly string[] }

/** The result of one run. */
export type RunResult = {
  readonly failure: Failure | undefined
  /** SHA-256 of everything that readers got, and of all that the exchange did; hex. */
  readonly hash: string
  readonly wrong: WrongWhileLive
  /** Phase of the gateway when each fault began. */
  readonly begun: readonly { readonly fault: FaultName; readonly phase: GatewayPhase }[]
  /** Virtual time that passed, in ms. */
  readonly lastedMs: number
  /** Time from the last fault's end until all was right, in ms. */
  readonly settledMs: number | undefined
}

/** Runs a schedule. Does not throw: what goes wrong is the result's failure. */
export async function run(schedule: Schedule): Promise<RunResult> {
  const runner = new Runner(schedule)
  try {
    await runner.run()
  } catch (error) {
    runner.fail('crash', [error instanceof Error ? (error.stack ?? error.message) : String(error)])
  } finally {
    runner.world.close()
  }
  return runner.result
}

class Runner {
  readonly world: World
  readonly #schedule: Schedule
  readonly #opened: number
  /** Time from which the schedule counts. */
  #start: number
  readonly #hash = createHash('sha256')
  readonly #wrong: WrongWhileLive
  readonly #bounds: Bounds
  /** Lag of balances: what pushes leave out is told by them alone, as late as they are. */
  readonly #lagMs: number
  readonly #begun: { fault: FaultName; phase: GatewayPhase }[] = []
  /** Faults that last and acts of the account that are not over. */
  #unfinished = 0
  #failure: Failure | undefined
  #settledMs: number | undefined

  constructor(schedule: Schedule) {
    this.#schedule = schedule
    const faults = schedule.steps.flatMap((step) => (step.kind === 'fault' ? [step.fault] : []))
    this.#lagMs = schedule.breadth?.lagMs.account ?? 0
    this.#bounds = boundsIn(schedule.breadth ?? NARROW, boundsOf(faults))
    this.#wrong = new WrongWhileLive(this.#bounds.wrongMs)
    this.world = new World(schedule, (text) => void this.#hash.update(text))
    this.#opened = this.world.time.now()
    this.#start = this.#opened
  }

  get result(): RunResult {
    return {
      failure: this.#failure,
      hash: this.#hash.copy().digest('hex'),
      wrong: this.#wrong,
      begun: this.#begun,
      lastedMs: this.world.time.now() - this.#opened,
      settledMs: this.#settledMs,
    }
  }

  fail(kind: FailureKind, what: readonly string[]): void {
    this.#failure ??= { kind, at: this.world.time.now() - this.#start, what }
  }

  async run(): Promise<void> {
    if (this.#schedule.begins === 'live') await this.#becomeLive()
    for (const step of this.#schedule.steps) {
      await this.#until(step.at)
      if (this.#failure !== undefined) return
      this.#do(step)
    }
    await this.#until(this.#schedule.lengthMs)
    while (this.#unfinished > 0 && this.#failure === undefined) await this.#tick(LOOK_MS)
    if (this.#failure === undefined) await this.#settle()
    if (this.#failure === undefined) await this.#compareAll()
  }

  /** Waits until every reader is told that the account is live for the first time. */
  async #becomeLive(): Promise<void> {
    const { time, readers } = this.world
    const others = (this.#schedule.breadth?.accounts ?? 1) - 1
    while (this.#failure === undefined && readers.some(({ status }) => status !== 'live')) {
      await this.#tick(LOOK_MS)
      if (time.now() - this.#start > FIRST_LIVE_MS + others * TURN_MS)
        this.fail('not-right-again', ['never live', ...stateOf(this.world)])
    }
    this.#start = time.now()
  }

  #do(step: Step): void {
    const { world } = this
    this.#hash.update(`${step.id} at ${step.at}`)
    if (step.kind === 'trade') return trade(world, step, (ms, run) => this.#later(ms, run))
    this.#begun.push({ fault: step.fault, phase: world.gateway.phase })
    this.#wrong.begin(world.time.now())
    this.#later(step.forMs, begin(world, step))
  }

  /** Does something after a time; the schedule is not over before. */
  #later(ms: number, run: () => void): void {
    this.#unfinished += 1
    this.world.time.after(ms, () => {
      this.#unfinished -= 1
      run()
    })
  }

  /** Lets time pass up to `at` ms after the start, looking at the figures on the way. */
  async #until(at: number): Promise<void> {
    const { time } = this.world
    for (let left = at; left > 0 && this.#failure === undefined;) {
      left = this.#start + at - time.now()
      if (left <= 0) return
      const toLook = LOOK_MS - ((time.now() - this.#start) % LOOK_MS)
      if (toLook <= left) await this.#tick(toLook)
      else await time.advance(left)
    }
  }

  async #tick(ms: number): Promise<void> {
    await this.world.time.advance(ms)
    this.#look()
  }

  #look(): void {
    const { time, readers, gateway } = this.world
    const [owner] = readers
    if (owner === undefined) return
    const isLive = owner.isConnected && owner.status === 'live' && gateway.process?.isAsleep !== true
    const found = isLive ? this.#wrongIn(owner) : []
    const servedMs = (this.#schedule.breadth?.accounts ?? 1) > 1 ? owner.withinMs + this.#lagMs : 0
    const tooLong = this.#wrong.look({ at: time.now(), stepMs: LOOK_MS, isLive, found, servedMs })
    if (tooLong.length > 0)
      this.fail(
        'wrong-while-live',
        tooLong.map(({ text }) => text),
      )
    if ((time.now() - this.#start) % SECOND_MS < LOOK_MS) this.#checkBounds()
  }

  #wrongIn(reader: Reader): readonly Difference[] {
    return differences(this.world.venue.truth, reader.shown).filter((one) => !this.#isExcused(reader, one))
  }

  /**
   * True for what coverage does not claim and no balance tells of: records from before the first reading, and an order without a
   * trace, which faults that lose pushes may hide until the next audit.
   */
  #isExcused(reader: Reader, one: Difference): boolean {
    const { venue, gateway } = this.world
    const order = venue.history.orders.get(orderOf(one.figure))
    if (order === undefined) return false
    const windows = gateway.desk?.account(ACCOUNT)?.snapshot().coverage ?? []
    const from = windows.find(({ kind, state }) => kind === 'assets' && state !== 'unknown')?.from ?? 0
    const isTraceless = leftNoTrace(order, reader.shown.orders.has(order.orderId))
    if (!isTraceless && order.createdAt >= from) return false
    return !isClaimed(order, windows) || (isTraceless && this.#bounds.listsMs >= AUDITED_MS)
  }

  #checkBounds(): void {
    const { time, gateway } = this.world
    const vitals = gateway.desk?.vitals()
    const pushesWaiting = vitals?.accounts[0]?.pushesWaiting ?? 0
    const waits = { pushesWaiting, callsWaiting: vitals?.callsWaiting ?? 0, timers: time.waiting }
    for (const name of ['pushesWaiting', 'callsWaiting', 'timers'] as const)
      if (waits[name] > MAX_WAITING[name]) this.fail('unbounded', [`${name}: ${waits[name]}`])
  }

  /** Waits until each reader is told `live` and shows the exchange's figures, and stays so for a while. */
  async #settle(): Promise<void> {
    const { time, readers } = this.world
    for (const reader of readers) reader.stay()
    const from = time.now()
    const limit = this.#bounds.rightMs
    const isRight = (): boolean =>
      readers.every(
        (reader) => reader.status === 'live' && (reader.audience === 'viewer' || this.#wrongIn(reader).length === 0),
      )
    let rightSince: number | undefined
    let wasNamed = false
    while (this.#failure === undefined) {
      rightSince = isRight() ? (rightSince ?? time.now()) : undefined
      this.#settledMs = (rightSince ?? time.now()) - from
      if (rightSince !== undefined && time.now() - rightSince >= STEADY_MS && areConnected(this.world)) return
      wasNamed ||= readers.some(({ code }) => code.startsWith('EXPLAINING'))
      if (this.#settledMs > limit + (wasNamed ? SEARCH_MS : 0))
        return this.fail('not-right-again', [`after ${limit} ms`, ...stateOf(this.world)])
      await this.#tick(LOOK_MS)
    }
  }

  /** Compares the whole ledger until nothing is missing; what is untrue fails at once. */
  async #compareAll(): Promise<void> {
    const { time } = this.world
    const end = time.now() + this.#bounds.listsMs
    for (;;) {
      const what = await finalCheck(this.world)
      if (what.length === 0) return
      const isUntrue = what.some((one) => !one.includes('missing'))
      if (isUntrue || time.now() >= end) return this.fail('wrong-at-the-end', what)
      for (let passed = 0; passed < COMPARE_MS && this.#failure === undefined; passed += LOOK_MS)
        await this.#tick(LOOK_MS)
      if (this.#failure !== undefined) return
      this.#settledMs = (this.#settledMs ?? 0) + COMPARE_MS
    }
  }
}

const areConnected = ({ readers }: World): boolean => readers.every(({ isConnected }) => isConnected)

function stateOf({ readers, venue, gateway }: World): readonly string[] {
  return readers.flatMap((reader) => [
    `${reader.name}: ${reader.isConnected ? 'connected' : 'not connected'}, ${reader.status} ${reader.code}, gateway ${gateway.phase}`,
    ...(reader.audience === 'owner' ? differences(venue.truth, reader.shown).map(({ text }) => text) : []),
  ])
}
