/** The gateway of the simulation: followed accounts and the edge's rules in one process that can die and start again. */

import { type EdgeHandler, createEdgeRules } from '@spotdeck/edge'
import { type RunningDesk, openDesk } from '@spotdeck/gateway'
import { createAccess, ourAddresses } from '@spotdeck/desk/access'
import { memoryAccessStore } from '@spotdeck/desk/testing'
import { type Credentials, createRestClient, openMarketStreams, openUserStream } from '@spotdeck/mexc'
import { type Timer, SECOND_MS, silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { type VirtualNetwork, type VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { SimulatedProcess } from './process.ts'
import type { SimulatedDisk } from './storage.ts'
import { CREDENTIALS, HOST } from './venue.ts'

/** Followed account. */
export const ACCOUNT = 'main'
/** Asset that viewers are not shown. */
export const HIDDEN_ASSET = 'ETH'
/** Host header of the readers' requests. */
export const EDGE_HOST = '127.0.0.1:8787'
const PORT = 8787
/** A supervisor starts a process again this long after it ended by itself. */
const RESTART_MS = 2 * SECOND_MS

/** Stage of the gateway for the report. */
export type GatewayPhase = 'connecting' | 'reconciling' | 'live' | 'polling' | 'closed'

/** Parts of the gateway. */
export type GatewayParts = {
  readonly seed: number
  readonly time: VirtualTime
  readonly network: VirtualNetwork
  readonly disk: SimulatedDisk
  /** Other accounts behind the same address. */
  readonly others?: readonly { readonly account: string; readonly credentials: Credentials }[]
}

/** A gateway under a supervisor that starts it again. */
export class SimulatedGateway {
  /** Error of the machine's clock, in ms. */
  clockOffMs = 0
  readonly tokens: { readonly owner: string; readonly viewer: string }
  /** Times that a process was started. */
  starts = 0
  readonly #parts: GatewayParts
  readonly #random
  readonly #accessStore = memoryAccessStore()
  #process: SimulatedProcess | undefined
  #running: RunningDesk | undefined
  #rules: EdgeHandler | undefined
  #restart: Timer | undefined

  constructor(parts: GatewayParts) {
    this.#parts = parts
    this.#random = seededRandom(`gateway ${parts.seed}`)
    const access = this.#access()
    const token = (audience: 'owner' | 'viewer'): string => access.createToken({ audience, accounts: 'all' }).secret
    this.tokens = { owner: token('owner'), viewer: token('viewer') }
  }

  /** Rules of the edge; absent while no process serves. */
  get rules(): EdgeHandler | undefined {
    return this.#process?.isDead === true ? undefined : this.#rules
  }

  get desk(): RunningDesk['desk'] | undefined {
    return this.#process?.isDead === true ? undefined : this.#running?.desk
  }

  get process(): SimulatedProcess | undefined {
    return this.#process
  }

  get phase(): GatewayPhase {
    if (this.#process === undefined || this.#process.isDead) return 'closed'
    const state = this.desk?.account(ACCOUNT)?.info().status.state
    if (state === undefined) return 'connecting'
    return state === 'live' || state === 'reconciling' || state === 'connecting' ? state : 'polling'
  }

  start(): void {
    this.#restart?.cancel()
    this.starts += 1
    const { time, network, disk, others = [] } = this.#parts
    const { fetch, openSocket } = network
    const clock = { now: () => time.now() + this.clockOffMs }
    const outside = { clock, timers: time, random: this.#random, sign: nodeSign, log: silentLog, fetch, openSocket }
    const process = new SimulatedProcess(outside, clock)
    this.#process = process
    this.#running = undefined
    this.#rules = undefined
    process.onEnd(() => this.startIn(RESTART_MS))
    const account = { id: ACCOUNT, label: ACCOUNT, credentials: CREDENTIALS, trading: true }
    const config = {
      accounts: [
        account,
        ...others.map((other) => ({
          id: other.account,
          label: other.account,
          credentials: other.credentials,
          trading: false,
        })),
      ],
      restUrl: `http://${HOST}`,
      wsUrl: `ws://${HOST}/ws`,
      dataDir: disk.dataDir,
      sandbox: true,
    }
    const sdk = { createRestClient, openUserStream, openMarketStreams }
    openDesk(config, process.world, { sdk, storage: disk.open(process) }).then(
      (running) => void (process.isDead || this.#serve(process, running)),
      () => process.kill(),
    )
  }

  /** Kills the process now; the supervisor starts another. */
  kill(): void {
    this.#process?.kill()
  }

  /** Stops the process as SIGTERM does, then starts another. */
  stop(): void {
    const process = this.#process
    const running = this.#running
    if (process === undefined || running === undefined) return this.kill()
    this.#rules?.close()
    this.#rules = undefined
    void running.close().then(() => process.kill())
  }

  /** Starts a process in `ms`, in place of an earlier plan. */
  startIn(ms: number): void {
    this.#restart?.cancel()
    this.#restart = this.#parts.time.after(ms, () => this.start())
  }

  /** Ends everything: no process is started again. */
  close(): void {
    this.#process?.kill()
    this.#restart?.cancel()
  }

  #access() {
    const { time } = this.#parts
    const clock = { now: () => time.now() }
    return createAccess({ store: this.#accessStore, clock, random: this.#random })
  }

  #serve(process: SimulatedProcess, running: RunningDesk): void {
    this.#running = running
    this.#rules = createEdgeRules({
      desk: running.desk,
      access: this.#access(),
      addresses: ourAddresses({ host: '127.0.0.1', port: PORT }),
      port: PORT,
      sandbox: true,
      audiences: { viewer: { withoutAssets: [HIDDEN_ASSET] } },
      world: process.world,
    })
  }
}
