/**
 * The sandbox without its sockets: plain calls in, outcomes out, under whatever time it is given. It holds the exchange
 * that is at work now and puts another one in its place when a snapshot is restored.
 */

import type { SandboxConfig, SandboxWorld } from './config.ts'
import type { ControlledSandbox } from './control/controlled-sandbox.ts'
import { type Panel, createPanel } from './control/panel.ts'
import { truthOf } from './control/truth.ts'
import { type ExchangeInstance, openExchangeInstance } from './exchange-instance.ts'
import { openFaultBoard } from './faults/board.ts'
import { NO_DRIFT, openDrift } from './faults/drift.ts'
import { applyListenKeyFault } from './faults/listen-key-faults.ts'
import { handleWithFaults } from './faults/rest-faults.ts'
import { withStreamFaults } from './faults/stream-faults.ts'
import { applyVersionFault } from './faults/version-faults.ts'
import type { Outcome, RestRequest } from './server/request.ts'
import { type Stores, openStores } from './store/data-dir.ts'
import type { Snapshot, StoredVenue } from './store/store.ts'
import { openSwitchBoard } from './switches.ts'
import type { StreamFront } from './streams/front.ts'
import { openSandboxTime } from './time/sandbox-time.ts'
import { NO_RECORDS } from './venue/records.ts'

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
  const stored = stores.venue.load()
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
  const snapshots: Snapshot[] = [...stores.venue.snapshots()]

  const put = (all: StoredVenue): void => {
    const { ids, highestVersion } = core.house.exchange
    core.close()
    stores.venue.replace({ ...all, ids })
    core = openExchangeInstance({ ...parts, firstVersion: highestVersion + 1 })
  }
  const bare: StreamFront = {
    connect: (peer, listenKey, blocked) => core.streams.connect(peer, listenKey, blocked),
    bannedForMs: (address) => core.streams.bannedForMs(address),
    get connections() {
      return core.streams.connections
    },
    close: () => core.streams.close(),
  }
  const apiKeysOf = (listenKey: string): readonly string[] => {
    const account = core.house.listenKeys.accountOf(listenKey, time.now())
    return account === undefined ? [] : core.house.keys.ofAccount(account).map((key) => key.apiKey)
  }
  const { clock, timers, random } = world
  const streams = withStreamFaults(bare, { board: faults, clock, timers, random, switches: switches.state, apiKeysOf })
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
    truth: (apiKey) => truthOf(core.house, apiKey, time.now()),
    snapshot() {
      const id = Buffer.from(world.random.bytes(6)).toString('hex')
      const made = { id, time: time.now(), stored: stores.venue.load() }
      stores.venue.keepSnapshot(made)
      snapshots.push(made)
      for (const old of snapshots.splice(0, Math.max(0, snapshots.length - MAX_SNAPSHOTS))) {
        stores.venue.dropSnapshot(old.id)
      }
      return made
    },
    snapshots,
    restore: (snapshot) => put(snapshot.stored),
    reset() {
      faults.clear()
      drift.set(NO_DRIFT)
      switches.reset()
      core.market.straighten()
      const nothing = { accounts: new Map(), keys: [], listenKeys: [], wallet: [], records: NO_RECORDS }
      put({ ...nothing, seed: core.house.seed })
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
