/**
 * The sandbox without its sockets: plain calls in, outcomes out, under whatever time it is given. It holds the exchange
 * that is at work now and puts another one in its place when a snapshot is restored.
 */

import type { Random } from '@spotdeck/ports'
import type { SandboxConfig, SandboxWorld } from './config.ts'
import type { ControlledSandbox } from './control/controlled-sandbox.ts'
import { type Panel, createPanel } from './control/panel.ts'
import { depositExportOf } from './control/deposit-export.ts'
import { truthOf } from './control/truth.ts'
import { type ExchangeInstance, openExchangeInstance } from './exchange-instance.ts'
import type { ExchangeServices } from './exchange-services.ts'
import { openFaultBoard } from './faults/board.ts'
import { NO_DRIFT, openDrift } from './faults/drift.ts'
import { applyListenKeyFault } from './faults/listen-key-faults.ts'
import { handleWithFaults } from './faults/rest-faults.ts'
import { withStreamFaults } from './faults/stream-faults.ts'
import { applyVersionFault } from './faults/version-faults.ts'
import type { Outcome, RestRequest } from './server/request.ts'
import { type Stores, openStores } from './store/data-dir.ts'
import { NOTHING_STORED, type Snapshot, type StoredVenue } from './store/store.ts'
import { openSwitchBoard } from './switches.ts'
import type { StreamFront } from './streams/front.ts'
import { openSandboxTime } from './time/sandbox-time.ts'

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
  /** Closes the exchange, its timers and its stores. Idempotent. */
  close(): void
}

/**
 * A sandbox without a port, for tests and simulations in one process.
 * @throws {SandboxStartError}
 */
export function openSandboxHandler(config: RulesConfig, world: SandboxWorld): SandboxHandler {
  const stores = openStores(config.dataDir)
  try {
    return openHandlerOnStores(config, world, stores)
  } catch (error) {
    stores.close()
    throw error
  }
}

/** The same on stores that are open already; closing it closes them. */
export function openHandlerOnStores(config: RulesConfig, world: SandboxWorld, stores: Stores): SandboxHandler {
  const stored = stores.venue.load(world.clock.now())
  const time = openSandboxTime(
    world,
    Math.max(world.clock.now(), stored.ids?.time ?? 0),
    () => core.streams.connections > 0,
  )
  const faults = openFaultBoard(world.clock, world.random)
  const drift = openDrift()
  const switches = openSwitchBoard(config.switches)
  const parts = { config, world, time, stores, faults, drift, switches: switches.state }
  let core = openExchangeInstance({ ...parts, stored })

  const put = (all: StoredVenue): void => {
    const { ids, highestVersion } = core.house.exchange
    core.close()
    stores.venue.replace({ ...all, ids })
    core = openExchangeInstance({ ...parts, firstVersion: highestVersion + 1 })
  }
  const bare = streamsOf(() => core.streams)
  const apiKeysOf = (listenKey: string): readonly string[] => keysBehind(core.house, listenKey, time.now())
  const streams = withStreamFaults(bare, { ...world, board: faults, switches: switches.state, apiKeysOf })
  const stopStrikes = faults.onAdded((fault) => {
    applyListenKeyFault(faults, fault, core.house)
    applyVersionFault(faults, fault, { exchange: core.house.exchange, streams })
  })

  let closed = false
  const rules: SandboxHandler = {
    handle(request) {
      const told = panel?.handle(request)
      if (told !== undefined) return told.then((answer) => ({ kind: 'answer', answer, delayMs: 0 }))
      return handleWithFaults(faults, request, (one, lagMs) => core.answer(one, lagMs))
    },
    streams,
    faults,
    drift,
    switches,
    time,
    get core() {
      return core
    },
    get exchange() {
      return core.house.exchange
    },
    truth: (apiKey) =>
      truthOf({ ...core.house, history: (account) => stores.venue.historyOf(account) }, apiKey, time.now()),
    depositExport: (apiKey) => depositExportOf(core.house, apiKey),
    snapshot: () => takeSnapshot(stores, world.random, time.now()),
    get snapshots() {
      return stores.venue.snapshots()
    },
    restore(id) {
      const all = stores.venue.snapshots()
      const found = id === undefined ? all.at(-1) : all.find((one) => one.id === id)
      const kept = found === undefined ? undefined : stores.venue.snapshot(found.id)
      if (kept !== undefined) put(kept)
      return found
    },
    reset() {
      faults.clear()
      drift.set(NO_DRIFT)
      switches.reset()
      core.market.straighten()
      put({ ...NOTHING_STORED, seed: core.house.seed })
    },
    close() {
      if (closed) return
      closed = true
      stopStrikes()
      core.close()
      time.close()
      stores.close()
    },
  }
  const panel: Panel | undefined = config.panel ? createPanel({ rules, random: world.random }) : undefined
  return rules
}

/** API keys of the account that a listen key belongs to; none once it has expired. */
function keysBehind({ listenKeys, keys }: ExchangeServices, listenKey: string, now: number): readonly string[] {
  const account = listenKeys.accountOf(listenKey, now)
  return account === undefined ? [] : keys.ofAccount(account).map((key) => key.apiKey)
}

/** Keeps the exchange as it is stored now; the oldest snapshots beyond the limit go. */
function takeSnapshot({ venue }: Stores, random: Random, time: number): Snapshot {
  const taken = venue.keepSnapshot(Buffer.from(random.bytes(6)).toString('hex'), time)
  for (const { id } of venue.snapshots().slice(0, -MAX_SNAPSHOTS)) venue.dropSnapshot(id)
  return taken
}

/** The streams of the exchange that is at work when a call comes. */
function streamsOf(current: () => StreamFront): StreamFront {
  return {
    connect: (peer, listenKey, blocked) => current().connect(peer, listenKey, blocked),
    bannedForMs: (address) => current().bannedForMs(address),
    get connections() {
      return current().connections
    },
    close: () => current().close(),
  }
}
