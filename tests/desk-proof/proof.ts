/** Runs one proof: a desk of real processes under seeded faults while its accounts trade, and then the comparison of everything with everything. */

import { setTimeout as pause } from 'node:timers/promises'
import { MINUTE_MS, SECOND_MS } from '@spotdeck/ports'
import { nodeRandom } from '@spotdeck/ports/node'
import { seededRandom } from '@spotdeck/ports/virtual'
import { runCommand } from '../end-to-end/support/command.ts'
import { Fleet, TARGETS } from './fleet/fleet.ts'
import { type Api, type Comparison, compare } from './judge.ts'
import { LiveWatch, WRONG_LIMIT_MS } from './live-watch.ts'
import { type Fault, nameOf, planOf } from './plan.ts'
import { type Reader, type ReaderWorld, RedisReader, SocketReader, SseReader } from './readers.ts'
import { Canon, type Place, Received } from './received.ts'
import { type Carried, type Check, checkText, faultTable, liveText, quantile, takeoverTimes } from './report.ts'
import { StatusObserver } from './status-observer.ts'
import { LeaseWatch } from './takeovers.ts'
import { Trader } from './traders.ts'

/** Settings of a proof. */
export type ProofOptions = {
  readonly seed: string
  /** Time in which faults begin. */
  readonly lengthMs: number
  readonly accounts: number
  readonly readers: number
  /** Time between two orders of an account that trades. */
  readonly orderEveryMs: number
  readonly folder: string
  readonly write: (line: string) => void
}

const READY_MS = 3 * MINUTE_MS
/** Time for everything to become equal when nothing fails any more. */
const HEAL_MS = 4 * MINUTE_MS
const TAKEOVER_WAIT_MS = 60 * SECOND_MS
/** The most that a take-over may take where nothing else failed: 6 s of a lease, a try twice a second, opening twenty ledgers on a busy machine. */
const TAKEOVER_LIMIT_MS = 15 * SECOND_MS
/** Time in which accounts trade before the first fault: what is wrong then has no excuse. */
const QUIET_MS = 20 * SECOND_MS
const PROGRESS_MS = 10 * SECOND_MS
/** Accounts of a WebSocket reader. */
const ACCOUNTS_OF_SOCKET = 3
/** Of ten readers: five over WebSocket, four over SSE, one from Redis. */
const KINDS = ['socket', 'sse', 'socket', 'sse', 'socket', 'redis', 'socket', 'sse', 'socket', 'sse'] as const

/** Runs a proof. Returns true if nothing differed. */
export async function prove(options: ProofOptions): Promise<boolean> {
  const fleet = await Fleet.start(options.folder, options.accounts, options.seed)
  const end = (): void => void fleet.close().finally(() => process.exit(1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  try {
    return await new Proof(options, fleet).run()
  } finally {
    await fleet.close()
  }
}

class Proof {
  readonly #options: ProofOptions
  readonly #fleet: Fleet
  readonly #begun = performance.now()
  readonly #carried: Carried[] = []
  readonly #canon = new Canon()
  readonly #watches: readonly LiveWatch[]
  #token = ''

  constructor(options: ProofOptions, fleet: Fleet) {
    this.#options = options
    this.#fleet = fleet
    this.#watches = fleet.edges.map(({ name }) => new LiveWatch(name))
  }

  async run(): Promise<boolean> {
    const { seed, lengthMs, accounts, readers } = this.#options
    this.#say(
      `seed ${seed}: ${accounts} accounts, ${readers} readers, faults for ${(lengthMs / MINUTE_MS).toFixed(1)} minutes`,
    )
    await this.#fleet.launch('ingest')
    await this.#until(READY_MS, 'all accounts are followed', () => this.#allHaveLedgers())
    await this.#fleet.launch('edge')
    this.#token = await this.#ownerToken()
    const begin = await this.#allEqual(READY_MS, 'all accounts are live at the edges')
    const places = new Map([...begin].map(([account, { epoch }]) => [account, { epoch, seq: 0 }]))
    const watch = new LeaseWatch(this.#fleet.postgres.url)
    const observers = this.#fleet.edges.map(({ origin }, at) => {
      const edge = this.#watches[at] ?? new LiveWatch(origin)
      return new StatusObserver(edge, { origin, token: this.#token }, places)
    })
    const reading = this.#startReaders(places)
    const traders = this.#startTraders()
    const progress = setInterval(() => this.#progress(watch, observers, traders), PROGRESS_MS)
    try {
      await this.#carryOut(watch)
    } finally {
      clearInterval(progress)
      await Promise.all(traders.map((trader) => trader.stop()))
    }
    this.#say('no more faults, and no more orders: comparing')
    const checks = await this.#judge(reading)
    await Promise.all([...reading.map((reader) => reader.stop()), ...observers.map((one) => one.stop()), watch.close()])
    return this.#report(checks, traders, reading)
  }

  get #accountIds(): readonly string[] {
    return this.#fleet.accounts.map(({ id }) => id)
  }

  get #apis(): readonly Api[] {
    return this.#fleet.edges.map(({ origin }) => ({ origin, token: this.#token }))
  }

  #say(text: string): void {
    this.#options.write(`${((performance.now() - this.#begun) / 1_000).toFixed(0).padStart(5)} s  ${text}`)
  }

  /** Waits for something. @throws when it does not come in time */
  async #until(limitMs: number, what: string, look: () => Promise<string | undefined>): Promise<void> {
    const end = performance.now() + limitMs
    for (;;) {
      const missing = await look().catch(String)
      if (missing === undefined) return this.#say(what)
      if (performance.now() > end) throw new Error(`Not within ${limitMs} ms: ${what}. ${missing}`)
      await pause(500)
    }
  }

  async #allHaveLedgers(): Promise<string | undefined> {
    const { out, err } = await runCommand(['accounts', 'list'], this.#inDatabase)
    const followed = out.split('\n').filter((line) => line.includes('ingest')).length
    return followed === this.#accountIds.length ? undefined : `${followed} are. ${err}`
  }

  get #inDatabase() {
    return { environment: { SPOTDECK_DATABASE_URL: this.#fleet.postgres.url } }
  }

  async #ownerToken(): Promise<string> {
    const create = ['token', 'create', '--audience', 'owner', '--data', `${this.#options.folder}/edge-1`]
    const { code, out, err } = await runCommand(create, this.#inDatabase)
    if (code !== 0) throw new Error(`No token: ${err}`)
    return out.trim()
  }

  /** Waits until each edge shows each account as the exchange has it, and live. */
  async #allEqual(limitMs: number, what: string): Promise<ReadonlyMap<string, Comparison>> {
    const found = new Map<string, Comparison>()
    const different = new Map<string, readonly string[]>()
    const end = performance.now() + limitMs
    const open = this.#apis.flatMap((api, at) => this.#fleet.accounts.map((account) => ({ api, at, account })))
    const isDone = async ({ api, at, account }: (typeof open)[number]): Promise<boolean> => {
      const key = `${account.id} at ${this.#fleet.edges[at]?.name}`
      try {
        const one = await compare(api, this.#fleet.exchange.address, account)
        found.set(account.id, one)
        different.set(key, one.status === 'LIVE' ? one.differences : [`status ${one.status}`, ...one.differences])
      } catch (error) {
        different.set(key, [String(error)])
      }
      if (different.get(key)?.length === 0) different.delete(key)
      return !different.has(key)
    }
    for (let left = open; left.length > 0;) {
      const again: typeof open = []
      for (const one of left) if (!(await isDone(one))) again.push(one)
      left = again
      if (left.length === 0) break
      if (performance.now() > end) {
        const rows = [...different].map(([key, rows]) => `${key}: ${rows.join('; ')}`)
        throw new Different(`Not within ${limitMs} ms: ${what}.`, rows)
      }
      await pause(500)
    }
    this.#say(what)
    return found
  }

  #startReaders(places: ReadonlyMap<string, Place>): readonly Reader[] {
    const random = seededRandom(`desk-proof readers ${this.#options.seed}`)
    const world: ReaderWorld = {
      origins: this.#fleet.edges.map(({ origin }) => origin),
      token: this.#token,
      redisPort: this.#fleet.redisPort,
      random: nodeRandom,
    }
    const ids = this.#accountIds
    return Array.from({ length: this.#options.readers }, (_, n) => {
      const kind = KINDS[n % KINDS.length] ?? 'sse'
      const first = Math.floor(random.next() * ids.length)
      const count = kind === 'socket' ? ACCOUNTS_OF_SOCKET : 1
      const chosen = Array.from(
        { length: Math.min(count, ids.length) },
        (__, at) => ids[(first + at) % ids.length] ?? '',
      )
      const from = Object.fromEntries([...places].filter(([account]) => chosen.includes(account)))
      const received = new Received(`reader ${n + 1} (${kind})`, from, {
        canon: this.#canon,
        keepsHash: random.next() < 0.7,
      })
      if (kind === 'socket') return new SocketReader(received, world)
      return kind === 'sse' ? new SseReader(received, world) : new RedisReader(received, world)
    })
  }

  #startTraders(): readonly Trader[] {
    const { seed, orderEveryMs } = this.#options
    return this.#fleet.accounts.map(
      (account) =>
        new Trader(account, {
          exchange: this.#fleet.exchange.address,
          random: seededRandom(`desk-proof orders ${seed} ${account.id}`),
          everyMs: orderEveryMs,
          truth: (id, truth) => {
            for (const watch of this.#watches) watch.truth(id, truth, performance.now())
          },
          isDifferent: (id) => this.#watches.some((watch) => watch.isDifferent(id)),
        }),
    )
  }

  #progress(watch: LeaseWatch, observers: readonly StatusObserver[], traders: readonly Trader[]): void {
    const orders = traders.reduce((sum, one) => sum + one.orders, 0)
    const live = observers.map((one) => one.live.size).join(' and ')
    const longest = Math.max(...this.#watches.map(({ figures }) => figures.longest.ms))
    this.#say(
      `${this.#carried.length} faults, ${orders} orders, ${this.#canon.size} events; followed ${watch.followed}, live at the edges ${live}; longest wrong while live ${longest} ms`,
    )
  }

  /** Begins each fault at its time; a fault of the same process or engine waits for the one before it. */
  async #carryOut(watch: LeaseWatch): Promise<void> {
    const { seed, lengthMs } = this.#options
    const plan = planOf(seed, lengthMs, TARGETS)
    await pause(QUIET_MS)
    const begun = performance.now()
    const running: Promise<void>[] = []
    const failed: unknown[] = []
    for (const fault of plan) {
      await pause(Math.max(0, begun + fault.at - performance.now()))
      running.push(this.#carry(fault, plan, watch).catch((error: unknown) => void failed.push(error)))
    }
    await pause(Math.max(0, begun + lengthMs - performance.now()))
    await Promise.all(running)
    if (failed.length > 0) throw new Error('A fault could not be carried out or undone.', { cause: failed[0] })
  }

  async #carry(fault: Fault, plan: readonly Fault[], watch: LeaseWatch): Promise<void> {
    let measured: Promise<Carried['takeover']> = Promise.resolve(undefined)
    const disturbed = (forMs: number): void =>
      this.#watches.forEach((watch) => watch.disturbed(performance.now() + forMs + DELAYS_MS))
    disturbed(fault.forMs)
    await this.#fleet.run(fault, () => {
      const target = 'target' in fault ? fault.target : ''
      const held = watch.heldBy(target)
      const ofLease = fault.kind === 'kill' || fault.kind === 'end' || fault.kind === 'pause' || isOfDatabase(fault)
      if (ofLease && held.size > 0) measured = watch.after(held, fault.forMs, fault.forMs + TAKEOVER_WAIT_MS)
      const on = 'target' in fault ? ` ${fault.target}, which follows ${held.size}` : ''
      this.#say(`${nameOf(fault)}:${on} for ${(fault.forMs / 1_000).toFixed(1)} s`)
    })
    disturbed(0)
    this.#carried.push({ fault, takeover: await measured, isAlone: isAlone(fault, plan) })
  }

  async #judge(readers: readonly Reader[]): Promise<readonly Check[]> {
    const equal = await this.#allEqual(HEAL_MS, 'each edge shows balances, orders and deals of the exchange').then(
      (found) => ({ found, differences: [] }),
      (error: unknown) => ({
        found: undefined,
        differences: error instanceof Different ? error.rows : [String(error)],
      }),
    )
    const { found } = equal
    const late = await this.#readersBehind(readers, found)
    const verified = await runCommand(['verify', '--data', this.#options.folder], this.#inDatabase)
    const whole = verified.out.split('\n').filter((line) => line.includes(': ok,')).length
    const isWhole = verified.code === 0 && whole === this.#accountIds.length
    const times = takeoverTimes(this.#carried, true)
    const slow = times.filter((ms) => ms > TAKEOVER_LIMIT_MS)
    const figures = this.#watches.map((watch) => watch.figures)
    const beyond = (limitMs: number, of: 'longest' | 'longestQuiet'): readonly string[] =>
      figures.filter(({ [of]: { ms } }) => ms > limitMs).map(({ [of]: { ms, what } }) => `${ms} ms: ${what}`)
    return [
      { what: 'each edge shows balances, orders and deals as the exchange has them', differences: equal.differences },
      {
        what: 'each reader has each event once, in order, as all others have it',
        differences: readers.flatMap(({ received }) => received.failures).slice(0, 20),
      },
      { what: 'each reader has everything up to the end', differences: late },
      {
        what: 'each chain of events in the database verifies, so no fenced writer wrote',
        differences: isWhole ? [] : [verified.out + verified.err],
      },
      { what: 'no gateway ended by itself', differences: this.#fleet.gateways.flatMap(({ failures }) => failures) },
      {
        what: `accounts are followed again within ${TAKEOVER_LIMIT_MS / 1_000} s of a fault that came alone`,
        differences: slow.map((ms) => `${ms} ms`),
      },
      {
        what: `no balance, order or deal is wrong for more than ${WRONG_LIMIT_MS.failing / 1_000} s while live`,
        differences: beyond(WRONG_LIMIT_MS.failing, 'longest'),
      },
      {
        what: `none for more than ${WRONG_LIMIT_MS.quiet / 1_000} s where nothing has failed for ${DELAYS_MS / 1_000} s`,
        differences: beyond(WRONG_LIMIT_MS.quiet, 'longestQuiet'),
      },
    ]
  }

  /** Readers that do not get to the end in time. */
  async #readersBehind(
    readers: readonly Reader[],
    found: ReadonlyMap<string, Comparison> | undefined,
  ): Promise<readonly string[]> {
    if (found === undefined) return ['not asked: the edges differ from the exchange']
    const behind = (): readonly string[] =>
      readers.flatMap(({ received }) =>
        received.accounts.flatMap((account) => {
          const [at, end] = [received.place(account), found.get(account)]
          const isThere = end !== undefined && at.epoch === end.epoch && at.seq >= end.seq
          return isThere ? [] : [`${received.name}: ${account} at ${at.epoch}:${at.seq} of ${end?.epoch}:${end?.seq}`]
        }),
      )
    for (const end = performance.now() + HEAL_MS; behind().length > 0 && performance.now() < end;) await pause(250)
    return behind().slice(0, 20)
  }

  #report(checks: readonly Check[], traders: readonly Trader[], readers: readonly Reader[]): boolean {
    const { write, seed } = this.#options
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
    const [alone, all] = [takeoverTimes(this.#carried, true), takeoverTimes(this.#carried, false)]
    const of = (times: readonly number[]): string =>
      `${times.length}, median ${(quantile(times, 0.5) / 1_000).toFixed(1)} s, longest ${(Math.max(0, ...times) / 1_000).toFixed(1)} s`
    write(`\n${faultTable(this.#carried)}\n`)
    write(
      `orders ${sum(traders.map((one) => one.orders))} (${sum(traders.map((one) => one.refused))} refused), events ${this.#canon.size}`,
    )
    write(
      `readers ${readers.length}: ${sum(readers.map(({ received }) => received.counts.events))} events received over ${sum(readers.map(({ received }) => received.counts.connections))} connections, ${sum(readers.map(({ received }) => received.counts.resets))} resets`,
    )
    for (const { name, starts, failedStarts } of this.#fleet.gateways)
      write(`${name}: started ${starts} times, ${failedStarts} of them in vain`)
    write(`taken over after a fault that came alone: ${of(alone)}`)
    write(`taken over after any fault: ${of(all)}`)
    write(`${liveText(this.#watches.map(({ figures }) => figures))}\n`)
    write(checkText(checks, seed))
    return checks.every(({ differences }) => differences.length === 0)
  }
}

/** Accounts that did not become equal. */
class Different extends Error {
  readonly rows: readonly string[]
  constructor(message: string, rows: readonly string[]) {
    super(`${message} ${rows.join('\n')}`)
    this.rows = rows
  }
}

const isOfDatabase = (fault: Fault): boolean => 'link' in fault && fault.link === 'database'

/** Time after a fault in which another one can delay its take-over. */
const DELAYS_MS = 15 * SECOND_MS

/** True if no other fault of the database or of a gateway that follows runs while accounts are taken over. */
function isAlone(fault: Fault, plan: readonly Fault[]): boolean {
  const isOfFollowing = (one: Fault): boolean =>
    one.kind === 'database-killed' ||
    ('target' in one && one.target.startsWith('ingest') && !('link' in one && one.link === 'redis'))
  return plan.every(
    (one) =>
      one === fault ||
      !isOfFollowing(one) ||
      one.at > fault.at + DELAYS_MS ||
      one.at + one.forMs + DELAYS_MS < fault.at,
  )
}
