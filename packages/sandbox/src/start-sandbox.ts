/** A sandbox inside a test or a program: one call starts it, on a free port or without one, and one object controls it. */

import { CodedError, type Fetch, type OpenSocket, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import type { SandboxConfig, SandboxWorld } from './config.ts'
import type { ScenarioState } from './control/call/scenario-control.ts'
import { createAccount, deposit, setKeyStatus } from './control/routes/accounts.ts'
import type { AccountTruth } from './control/call/truth.ts'
import { inProcessFetch, inProcessSocket } from './embed/in-process-network.ts'
import { SandboxInputError, bodyOf } from './embed/input-error.ts'
import type { Fault, FaultOrder } from './faults/fault.ts'
import { addFault, usePreset } from './control/routes/faults.ts'
import type { FaultPreset } from './faults/presets.ts'
import type { Journal } from './journal/journal.ts'
import { type SandboxHandler, openSandboxHandler } from './rules.ts'
import type { Scenario } from './scenario/schema.ts'
import { serveSandbox } from './sandbox.ts'
import { type SandboxStartCode, SandboxStartError } from './start-error.ts'
import type { Snapshot } from './store/store.ts'
import type { RestRequest } from './server/call/request.ts'
import { readSwitches } from './switches.ts'
import type { VenueFile } from './venue-file/schema.ts'
import { writtenVenue } from './venue-file/write.ts'
import { DEMO_CREDENTIALS } from './venue/access/keys.ts'

/** Settings of an embedded sandbox; every part has a default. */
export type StartOptions = Partial<Omit<SandboxConfig, 'port' | 'paused' | 'scenario' | 'venue'>> & {
  /** Path of a recording whose market this exchange has, from its beginning on its own time; see `feed` for any other. */
  readonly replay?: string
  /** Steps that happen by themselves: the path of a scenario file, or its content. */
  readonly scenario?: string | object
  /** Symbols, coins, fees and accounts: the path of a venue file, or its content. */
  readonly venue?: string | object
  /** Port on the loopback address; default any free one. `false`: none, only `fetch` and `openSocket`. */
  readonly port?: number | false
  /** `virtual`: the exchange's time stands still until `advance`. Default `real`. Signed calls pass in both. */
  readonly time?: 'real' | 'virtual'
  /** Clock, timers, randomness and log; those of the machine and no log where absent. */
  readonly world?: Partial<SandboxWorld>
}

/** A new account of an embedded sandbox. */
export type NewAccount = {
  readonly apiKey?: string
  readonly secret?: string
  /** Decimal text by asset, such as `{ USDT: '1000' }`. */
  readonly balances?: Readonly<Record<string, string>>
  readonly permissions?: readonly string[]
  readonly ipWhiteList?: readonly string[]
  /** User id of an account that there is, for another key of it; absent: a new account. */
  readonly account?: string
  /** End of the key, ms since the epoch. */
  readonly expiresAt?: number
}

/** Key and secret of an account. */
export type AccountKey = { readonly account: string; readonly apiKey: string; readonly secret: string }

/** Faults of an embedded sandbox. */
export interface SandboxFaults {
  /** Turns a fault on. @throws {SandboxInputError} with the code that the panel answers */
  add(order: FaultOrder): Fault
  /** Turns a set of faults on: `realistic` or `hostile`. */
  preset(name: FaultPreset): readonly Fault[]
  remove(id: string): boolean
  clear(): void
  list(): readonly Fault[]
}

/** A running embedded sandbox. Wrong arguments throw `SandboxInputError` and change nothing. */
export interface StartedSandbox extends AsyncDisposable {
  /** Base URL of REST; without a port a name that `fetch` alone knows. */
  readonly restUrl: string
  /** URL of the streams. */
  readonly wsUrl: string
  /** Key and secret of the built-in account. */
  readonly demo: { readonly apiKey: string; readonly secret: string }
  /** The exchange in this process, for the SDK's world. */
  readonly fetch: Fetch
  readonly openSocket: OpenSocket
  readonly faults: SandboxFaults
  readonly journal: Journal
  /** The exchange's time, ms since the epoch. */
  now(): number
  /** Runs through the next `ms` with every timer on the way; resolves when done. */
  advance(ms: number): Promise<void>
  /** Stops the exchange's time, or lets it go on with `false`. */
  pause(on?: boolean): void
  createAccount(account?: NewAccount): AccountKey
  /** Freezes an API key, or makes it valid again with `false`: calls with it answer 60005, and its listen keys end. */
  freezeKey(apiKey: string, on?: boolean): void
  /** Revokes an API key: calls with it answer 10072, and its listen keys end; its account and the other keys stay. */
  revokeKey(apiKey: string): void
  /** Credits a decimal amount at once. */
  deposit(apiKey: string, asset: string, amount: string): void
  /** The exchange's exact state of an account. */
  truth(apiKey: string): AccountTruth
  snapshot(): Snapshot
  /** Returns to a snapshot, the last one unless named. Connections end. */
  restore(id?: string): Snapshot
  /** The scenario that was started last, and which of its steps have happened. */
  scenario(): ScenarioState | undefined
  /** The venue in force, with every default written out, without secrets. */
  venue(): object
  /** Puts a venue in force: accounts, keys and orders stay, connections end. `reset`: the exchange begins anew. */
  changeVenue(venue: object, options?: { readonly reset?: boolean }): Promise<void>
  /** Plays a scenario from now on, in place of the one before. */
  play(scenario: object): Promise<void>
  /** Ends connections, frees the port and the files. Idempotent. */
  close(): Promise<void>
}

const DEFAULTS = { host: '127.0.0.1', seed: 1, bots: false, panel: true }
/** The longest `advance`: a year. */
const MAX_ADVANCE_MS = 366 * 86_400_000

/**
 * Starts a sandbox exchange in this process: no bots, no trading past and memory only, unless told.
 * @throws {SandboxStartError} and leaves nothing behind
 * @example
 * ```ts
 * await using sandbox = await startSandbox({ time: 'virtual' })
 * const bob = sandbox.createAccount({ balances: { USDT: '1000' } })
 * // the bot under test, with bob's key, on sandbox.restUrl and sandbox.wsUrl
 * await sandbox.advance(60_000)
 * ```
 */
export async function startSandbox(options: StartOptions = {}): Promise<StartedSandbox> {
  const { port = 0, time = 'real', world: given, scenario: asked, venue: listed, replay, ...rest } = options
  refuseBadOptions(options)
  const world = { ...REAL_WORLD, ...given }
  const scenario = asked === undefined ? undefined : await scenarioOf(asked)
  const venue = listed === undefined ? undefined : await venueOf(listed)
  const feed = replay === undefined ? rest.feed : (await import('./recording/replay.ts')).openReplay(replay)
  const config = { ...DEFAULTS, ...rest, paused: time === 'virtual', scenario, venue, feed }
  if (port !== false) {
    const { rules, url, wsUrl, close } = await serveSandbox({ ...config, port }, world)
    return controlOf(rules, world, { restUrl: url, wsUrl, stop: close })
  }
  const rules = openSandboxHandler(config, world)
  if (config.fastForwardMs !== undefined) await rules.time.advance(config.fastForwardMs)
  rules.begin()
  const stop = async (): Promise<void> => rules.close()
  return controlOf(rules, world, { restUrl: 'http://localhost', wsUrl: 'ws://localhost/ws', stop })
}

async function scenarioOf(given: string | object): Promise<Scenario> {
  const { parseScenario, readScenario } = await import('./scenario/parse.ts')
  return orRefused('SANDBOX_BAD_SCENARIO', () =>
    typeof given === 'string' ? readScenario(given) : parseScenario(given),
  )
}

async function venueOf(given: string | object): Promise<VenueFile> {
  const { parseVenue, readVenue } = await import('./venue-file/parse.ts')
  return orRefused('SANDBOX_BAD_VENUE', () => (typeof given === 'string' ? readVenue(given) : parseVenue(given)))
}

/** @throws {SandboxStartError} with this code where the content is wrong */
function orRefused<T>(code: SandboxStartCode, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof CodedError ? new SandboxStartError(code, error.message) : error
  }
}

const REAL_WORLD: SandboxWorld = {
  clock: nodeClock,
  timers: nodeTimers,
  random: nodeRandom,
  sign: nodeSign,
  log: silentLog,
}

type Address = { readonly restUrl: string; readonly wsUrl: string; readonly stop: () => Promise<void> }

function controlOf(rules: SandboxHandler, world: SandboxWorld, { stop, ...urls }: Address): StartedSandbox {
  const network = {
    handle: (request: RestRequest) => rules.handle(request),
    streams: rules.streams,
    timers: world.timers,
  }
  const panel = { rules, random: rules.random }
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= stop())
  return {
    ...urls,
    demo: DEMO_CREDENTIALS,
    fetch: inProcessFetch(network),
    openSocket: inProcessSocket(network),
    faults: faultsOf(rules),
    journal: rules.journal,
    now: () => rules.time.now(),
    async advance(ms) {
      if (!(ms >= 0 && ms <= MAX_ADVANCE_MS)) throw new SandboxInputError('BAD_TIME', 'Advance by 0 ms to a year.')
      await rules.time.advance(Math.floor(ms))
    },
    pause: (on = true) => rules.time.pause(on),
    createAccount: (account = {}) =>
      bodyOf(createAccount(panel, { parameters: {}, query: new Map(), body: account })) as AccountKey,
    freezeKey: (apiKey, on = true) => void bodyOf(setKeyStatus(rules, apiKey, on ? 'FROZEN' : 'VALID')),
    revokeKey: (apiKey) => void bodyOf(setKeyStatus(rules, apiKey, 'DELETE')),
    deposit: (apiKey, asset, amount) =>
      void bodyOf(deposit(rules, { parameters: { apiKey }, query: new Map(), body: { asset, amount } })),
    truth(apiKey) {
      const truth = rules.truth(apiKey)
      if (truth === undefined) throw new SandboxInputError('UNKNOWN_KEY', 'No account has this API key.')
      return truth
    },
    snapshot: () => rules.snapshot(),
    restore(id) {
      const restored = rules.restore(id)
      if (restored === undefined) throw new SandboxInputError('UNKNOWN_SNAPSHOT', 'Take a snapshot first.')
      return restored
    },
    venue: () => writtenVenue(rules.venue.definition),
    async changeVenue(venue, { reset = false } = {}) {
      const refused = await rules.venue.change(venue, reset)
      if (refused !== undefined) throw new SandboxInputError(refused.code, refused.message)
    },
    scenario: () => rules.scenario.state(),
    async play(scenario) {
      const wrong = await rules.scenario.play(scenario)
      if (wrong !== undefined) throw new SandboxInputError('SCENARIO_INVALID', wrong)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function faultsOf(rules: SandboxHandler): SandboxFaults {
  const { faults } = rules
  return {
    add: (order) => bodyOf(addFault(rules, order)) as Fault,
    preset: (name) => (bodyOf(usePreset(faults, name, undefined)) as { readonly faults: readonly Fault[] }).faults,
    remove: (id) => faults.remove(id),
    clear: () => faults.clear(),
    list: () => faults.list(),
  }
}

function refuseBadOptions({ port = 0, time = 'real', switches = {}, startAt }: StartOptions): void {
  const wrong = (message: string): never => {
    throw new SandboxStartError('SANDBOX_BAD_OPTION', message)
  }
  if (port !== false && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
    wrong('`port` is 0 to 65535, or false.')
  if (!['real', 'virtual'].includes(time)) wrong('`time` is "real" or "virtual".')
  if (startAt !== undefined && !(Number.isSafeInteger(startAt) && startAt > 0))
    wrong('`startAt` is a time in ms since the epoch.')
  const read = readSwitches(switches)
  if (typeof read === 'string') wrong(`Choose the switches again: ${read}.`)
}
