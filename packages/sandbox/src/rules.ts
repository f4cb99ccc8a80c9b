/**
 * The sandbox without its sockets: plain calls in, outcomes out, under whatever time it is given. It holds the exchange
 * that is at work now and puts another one in its place when a snapshot is restored.
 */

import type { Clock, Random } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import type { SandboxConfig, SandboxWorld } from './config.ts'
import type { ControlledSandbox } from './control/call/controlled-sandbox.ts'
import { type Panel, createPanel } from './control/panel.ts'
import { depositExportOf } from './control/call/deposit-export.ts'
import { truthOf } from './control/call/truth.ts'
import { type CurrentExchange, beginningOf, openCurrentExchange } from './current-exchange.ts'
import type { ExchangeInstance } from './exchange-instance.ts'
import type { ExchangeServices } from './exchange-services.ts'
import { openFaultBoard } from './faults/board.ts'
import { NO_DRIFT, openDrift } from './faults/drift.ts'
import { handleWithFaults } from './faults/rest-faults.ts'
import { applySingleFault } from './faults/single-faults.ts'
import { type FaultyFront, type StreamFaultOptions, withStreamFaults } from './faults/stream-faults.ts'
import { JournalWriter } from './journal/journal.ts'
import { recordCall, withJournal } from './journal/record.ts'
import type { Outcome, RestRequest } from './server/call/request.ts'
import { ScenarioPlayer } from './scenario/player.ts'
import { contentFor, refuseWrongConfig } from './venue-change.ts'
import { type Stores, openStores } from './store/data-dir.ts'
import { NOTHING_STORED, type Snapshot, type StoredVenue } from './store/store.ts'
import { openSwitchBoard } from './switches.ts'
import { type StreamFront, frontAround } from './streams/front.ts'
import { SandboxTime } from './time/sandbox-time.ts'

/** Configuration of a sandbox without sockets. */
export type RulesConfig = Omit<SandboxConfig, 'port' | 'host'>

/** Snapshots kept; the oldest go first. */
const MAX_SNAPSHOTS = 20

/** A sandbox without sockets. */
export interface SandboxHandler extends ControlledSandbox {
  /** Handles one REST or panel call, the same on every transport. */
  handle(request: RestRequest): Outcome | Promise<Outcome>
  readonly streams: StreamFront
  readonly core: ExchangeInstance
  /** Source of keys, ids and chances: seeded where the start is to be the same each time. */
  readonly random: Random
  /** Starts the configured scenario; call it once the exchange's time is where calls begin. */
  begin(): void
  /** Closes the exchange, its timers and its stores. Idempotent. */
  close(): void
}

/**
 * A sandbox without a port, for tests and simulations in one process.
 * @throws {SandboxStartError}
 */
export function openSandboxHandler(config: RulesConfig, world: SandboxWorld): SandboxHandler {
  refuseWrongConfig(config)
  const stores = openStores(config.dataDir)
  try {
    return openHandlerOnStores(config, world, stores)
  } catch (error) {
    stores.close()
    throw error
  }
}

/** The same on stores that are open already; closing it closes them. */
export function openHandlerOnStores(config: RulesConfig, given: SandboxWorld, stores: Stores): SandboxHandler {
  const world = { ...given, random: randomOf(config, given) }
  const stored = contentFor(config, stores.venue, startOf(config) ?? world.clock.now())
  const time = new SandboxTime(world, beginning(config, world, stored), () => current.core.streams.connections > 0)
  const faults = openFaultBoard(world.clock, world.random)
  const drift = openDrift()
  const switches = openSwitchBoard(config.switches)
  const { state } = switches
  const current = openCurrentExchange({ config, world, time, stores, faults, drift, switches: state }, stored)
  const { streams, stop } = openFaultyStreams(current, { ...world, board: faults, switches: state, time })
  const journal = new JournalWriter(time, config.journal)
  let closed = false
  const rules: SandboxHandler = {
    handle(request) {
      const panelAnswer = panel?.handle(request)
      if (panelAnswer !== undefined) return panelAnswer.then((answer) => ({ kind: 'answer', answer, delayMs: 0 }))
      const account = current.core.house.keys.find(request.headers['x-mexc-apikey'] ?? '')?.account
      const outcome = handleWithFaults(faults, request, (one, lagMs) => current.core.answer(one, lagMs))
      return recordCall(journal, request, { outcome, account })
    },
    streams: withJournal(streams, journal, (key) => current.core.house.listenKeys.accountOf(key, time.now())),
    get openConnections() {
      return streams.list()
    },
    journal,
    faults,
    drift,
    switches,
    time,
    random: world.random,
    venue: current.venue,
    get scenario() {
      return player
    },
    begin: () => (config.scenario === undefined ? undefined : player.start(config.scenario)),
    get core() {
      return current.core
    },
    get exchange() {
      return current.core.house.exchange
    },
    truth: (apiKey) => truthOf(current.core.house, stores.venue, { apiKey, now: time.now() }),
    depositExport: (apiKey) => depositExportOf(current.core.house, apiKey),
    snapshot: () => storeSnapshot(stores, world.random, time.now()),
    get snapshots() {
      return stores.venue.snapshots()
    },
    restore: (id) => restoreSnapshot(stores, current, id),
    reset() {
      faults.clear()
      drift.set(NO_DRIFT)
      switches.reset()
      current.core.market.straighten()
      current.put(beginningOf(stores, current))
      player.restart()
    },
    close() {
      if (closed) return
      closed = true
      player.stop()
      stop()
      for (const part of [current.core, time, stores, config.feed]) part?.close?.()
    },
  }
  const player = new ScenarioPlayer({ rules, random: world.random, reactions: current.reactions })
  const panel = openPanel(config, rules, world.random)
  return rules
}

/** A start at a given time that stands still is to be the same each time: so are its keys, ids and chances. */
function randomOf(config: RulesConfig, world: SandboxWorld): Random {
  const { paused, seed } = config
  return startOf(config) !== undefined && paused === true ? seededRandom(`sandbox ${seed}`) : world.random
}

function openPanel(config: RulesConfig, rules: SandboxHandler, random: Random): Panel | undefined {
  return config.panel ? createPanel({ rules, random, access: config.panelAccess }) : undefined
}

/** Time of the first start, as configured or as the feed has it; absent: the machine's. */
function startOf({ startAt, feed }: RulesConfig): number | undefined {
  return startAt ?? feed?.now?.() ?? feed?.startAt
}

/** The exchange's time never goes back behind an id that it gave. */
function beginning(config: RulesConfig, { clock }: SandboxWorld, { ids }: StoredVenue) {
  const { speed, paused = false } = config
  return { at: Math.max(startOf(config) ?? clock.now(), ids?.time ?? 0), paused, rate: speed }
}

/** The streams with the board's faults, and the faults that act on the exchange itself when they are turned on. */
function openFaultyStreams(
  current: CurrentExchange,
  { time, ...options }: Omit<StreamFaultOptions, 'apiKeysOf'> & { readonly time: Clock },
): { readonly streams: FaultyFront; readonly stop: () => void } {
  const apiKeysOf = (listenKey: string): readonly string[] => keysBehind(current.core.house, listenKey, time.now())
  const inner = (): StreamFront => current.core.streams
  const front = frontAround(inner, (...connection) => inner().connect(...connection))
  const streams = withStreamFaults(front, { ...options, apiKeysOf })
  const stop = options.board.onAdded((fault) => {
    const { core } = current
    applySingleFault(options.board, fault, { house: core.house, streams })
    if (fault.kind === 'stale') core.keepBooks()
  })
  return { streams, stop }
}

/** API keys of the account that a listen key belongs to; none once it has expired. */
function keysBehind({ listenKeys, keys }: ExchangeServices, listenKey: string, now: number): readonly string[] {
  const account = listenKeys.accountOf(listenKey, now)
  return account === undefined ? [] : keys.ofAccount(account).map((key) => key.apiKey)
}

/** Keeps the exchange as it is stored now; the oldest snapshots beyond the limit go. */
function storeSnapshot({ venue }: Stores, random: Random, time: number): Snapshot {
  const taken = venue.keepSnapshot(Buffer.from(random.bytes(6)).toString('hex'), time)
  for (const { id } of venue.snapshots().slice(0, -MAX_SNAPSHOTS)) venue.dropSnapshot(id)
  return taken
}

/** Puts the exchange of a snapshot in place, the last one unless named. */
function restoreSnapshot({ venue }: Stores, current: CurrentExchange, id: string | undefined): Snapshot | undefined {
  const all = venue.snapshots()
  const found = id === undefined ? all.at(-1) : all.find((one) => one.id === id)
  if (found !== undefined) current.put(venue.snapshot(found.id) ?? NOTHING_STORED)
  return found
}
