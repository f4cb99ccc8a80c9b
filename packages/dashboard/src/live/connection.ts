/** The one WebSocket of the page: follows an account and the market on screen by `connection-step.ts`. */

import type { Audience, Since } from '@spotdeck/api'
import type { PageSocket, World } from '../world.ts'
import { ApiError, type GatewayApi } from './api-client.ts'
import { type LiveEffect, type LiveInput, type LiveState, liveStart, liveStep, liveWakeAt } from './connection-step.ts'
import { type Bare, Machine } from './machine.ts'
import { pollMarket } from './poll-market.ts'
import type { AccountTarget, MarketTarget } from './ports.ts'
import { parseFrame } from './protocol.ts'

type Parts = {
  readonly world: World
  readonly api: GatewayApi
  readonly store: AccountTarget
  readonly market: MarketTarget
  readonly account: string
  readonly audience: Audience
  /** Position of the store's snapshot; without one, a snapshot is read first. */
  readonly first?: Since | undefined
}

/** Follows one account until `stop`. */
export class LiveConnection {
  readonly #parts: Parts
  readonly #machine
  #leave: readonly (() => void)[] = []
  #socket: PageSocket | undefined
  #stopPolling: (() => void) | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    const { world, account, audience } = parts
    const rules = { start: liveStart(account, audience), step: liveStep, wakeAt: liveWakeAt }
    this.#machine = new Machine<LiveState, Bare<LiveInput>, LiveEffect>({
      ...rules,
      world,
      wake: { type: 'wake' },
      run: (effect) => this.#run(effect),
    })
  }

  /** Begins to follow; idempotent only together with `stop`. */
  start(): void {
    const { world, market, first } = this.#parts
    const woken = world.onWake(() => this.#machine.send({ type: 'woken' }))
    const changed = market.onChannel(() => this.#machine.send({ type: 'channel', channel: market.gatewayChannel }))
    this.#leave = [woken, changed]
    this.#machine.send({ type: 'start', first })
  }

  /** Ends for good: no timer, socket or call of this connection touches the store afterwards. */
  stop(): void {
    for (const leave of this.#leave) leave()
    this.#machine.send({ type: 'stop' })
  }

  #run(effect: LiveEffect): void {
    const { store, market } = this.#parts
    switch (effect.type) {
      case 'open':
        return this.#open(effect.socket)
      case 'close':
        return this.#socket?.close()
      case 'send':
        return this.#socket?.send(JSON.stringify(effect.message))
      case 'read-snapshot':
        return void this.#readSnapshot()
      case 'install':
        return store.install(effect.snapshot)
      case 'apply':
        return store.apply(effect.events)
      case 'apply-market':
        return market.apply(effect.event)
      case 'report':
        return store.setConnection(effect.connection)
      case 'poll':
        return void (this.#stopPolling = pollMarket(this.#parts, effect.channel))
      case 'end-polling':
        return this.#stopPolling?.()
    }
  }

  #open(socket: number): void {
    const { world, market } = this.#parts
    this.#socket = world.openSocket('/api/v1/ws', {
      opened: () => this.#machine.send({ type: 'opened', socket, channel: market.gatewayChannel }),
      text: (text) => this.#machine.send({ type: 'frame', socket, received: parseFrame(text) }),
      closed: (code) => this.#machine.send({ type: 'closed', socket, code }),
    })
  }

  async #readSnapshot(): Promise<void> {
    try {
      const snapshot = await this.#parts.api.snapshot(this.#parts.account)
      this.#machine.send({ type: 'snapshot', snapshot })
    } catch (error) {
      const isSignedOut = error instanceof ApiError && error.code === 'UNAUTHENTICATED'
      this.#machine.send({ type: 'no-snapshot', isSignedOut })
    }
  }
}
