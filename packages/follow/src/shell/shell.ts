/** The shell of following one account: it owns the stream, REST, the store and the timers, and decides nothing. */

import type { Status } from '@spotdeck/ledger'
import type { UserStream } from '@spotdeck/mexc'
import { codeOf, describeError, type Timer } from '@spotdeck/ports'
import type { DecodedPush } from '@spotdeck/wire'
import { lookUp } from '../history/look-up.ts'
import { normalizePush } from '../exchange/normalize.ts'
import { type FollowerHealth, type FollowerOptions, healthOf, heardOf } from './options.ts'
import { priced } from './priced.ts'
import { answerOf } from '../exchange/questions.ts'
import { type FollowState, START } from '../machine/state.ts'
import type { Input } from '../machine/input.ts'
import type { Effect } from '../base/effect.ts'
import { currentStatus } from '../machine/live-status.ts'
import { step } from '../machine/step.ts'
import { TurnPace } from './turn-pace.ts'
import { answeredWithin, demandNow, storeSlowSince } from '../liveness/watch.ts'
import { isLive } from '../phase/state.ts'
import { CommitRefused } from './writer.ts'
import { symbolsIn } from '../base/universe.ts'

/** An input without what the shell adds to each. */
type Bare<T> = T extends unknown ? Omit<T, 'at' | 'random'> : never

/** Follows one account from `start` until `close`. */
export class AccountFollower {
  readonly #options: FollowerOptions
  readonly #pace: TurnPace
  #state: FollowState = START
  #stream: UserStream | undefined
  #timer: Timer | undefined
  /** Code of the status at the last tick. */
  #code = ''
  #release: () => void = () => undefined
  #closed: () => void = () => undefined
  #closing: Promise<void> | undefined

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#pace = new TurnPace(options.timers)
  }

  get health(): FollowerHealth {
    return healthOf(this.#state, this.#stream?.health)
  }

  /** The last stored status, or what keeps the ledger from being written, or damage that was found in it. */
  get status(): Status {
    const { writer, exchange, isDamaged = () => false } = this.#options
    const { writing, state } = writer
    const derived = {
      slowSince: storeSlowSince(this.#state, isLive(this.#state)),
      withinMs: answeredWithin(this.#state),
    }
    return currentStatus(this.#state.recovery.tries, {
      ...derived,
      writing,
      state,
      at: exchange.now(),
      isDamaged: isDamaged(),
    })
  }

  start(): void {
    const { writer, symbols, openStream, sharing: { sharers, lagMs } = {} } = this.#options
    const { all: listed, known } = symbols()
    this.#send({ type: 'open', ledger: writer.state, listed, known, sharers, lagMs })
    this.#stream = openStream({
      ready: (continuous) => this.#send({ type: 'stream-up', continuous }),
      push: (push) => this.#push(push),
      lost: (trouble) => this.#send({ type: 'stream-down', trouble }),
      undecodable: (code) => this.#send({ type: 'drift', code, raw: 'frame', cause: 'UNDECODABLE' }),
    })
  }

  /** Folds the received pushes, then stops. Idempotent. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    await this.#stream?.close()
    await new Promise<void>((resolve) => {
      this.#closed = resolve
      this.#send({ type: 'close' })
    })
    this.#timer?.cancel()
    this.#options.sharing?.address?.leave(this)
  }

  #push(push: DecodedPush): void {
    const receivedAt = this.#options.exchange.now()
    const { change, drift } = normalizePush(push, symbolsIn(this.#state.universe), receivedAt)
    for (const { code, raw, lost } of drift)
      this.#send({ type: 'drift', code, raw, ...(lost ? { cause: 'UNREADABLE_PUSH' } : {}) })
    const pushes = change === undefined ? [] : [{ change, receivedAt }]
    this.#send({ type: 'push', pushes, sendTime: push.sendTime })
  }

  #send(input: Bare<Input>): void {
    const { exchange, random, stepped } = this.#options
    const whole: Input = { ...input, at: exchange.now(), random: random.next() }
    const { state, effects } = step(this.#state, whole)
    stepped?.(this.#state, whole, state)
    this.#state = state
    for (const effect of effects) this.#run(effect)
  }

  #run(effect: Effect): void {
    const { writer, store, log, timers } = this.#options
    this.#pace.count(effect)
    switch (effect.type) {
      case 'ask':
        return void this.#ask(effect)
      case 'turn':
        return void writer.serial(() => this.#pace.rest().then(() => this.#turn()))
      case 'release':
        return this.#release()
      case 'look-up':
        return this.#then(lookUp({ store, state: writer.state }, effect.needs), (found) => ({ type: 'found', found }))
      case 'commit':
        return this.#then(writer.write(priced(effect.drafts)), () => ({ type: 'committed', ledger: writer.state }))
      case 'wake':
        this.#timer?.cancel()
        return void (this.#timer = timers.after(effect.inMs, () => this.#tick()))
      case 'renew-stream':
        return this.#stream?.renew()
      case 'closed':
        return this.#closed()
      case 'log':
        return log[effect.level](effect.fields, effect.message)
    }
  }

  async #ask({ call, question }: Extract<Effect, { type: 'ask' }>): Promise<void> {
    const { exchange } = this.#options
    let t0 = exchange.now()
    try {
      const asked = { ...this.#options, symbols: symbolsIn(this.#state.universe) }
      const answer = await answerOf(asked, question, () => (t0 = exchange.now()))
      this.#send({ type: 'answer', call, answer, span: { t0, t1: exchange.now() } })
    } catch (error) {
      this.#send({ type: 'refused', call, error: { code: codeOf(error), fields: describeError(error) } })
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#release = resolve
      this.#send({ type: 'turn', ledger: this.#options.writer.state })
    })
  }

  #then<T>(work: Promise<T>, input: (value: T) => Bare<Input>): void {
    const { log, writer } = this.#options
    const refusedBy = (error: unknown): Bare<Input> => {
      log.error(describeError(error), 'ledger not read or written')
      const isContradiction = error instanceof CommitRefused
      return { type: 'commit-refused', ledger: writer.state, code: codeOf(error), isContradiction }
    }
    void work.then(input, refusedBy).then(this.#send.bind(this))
  }

  #tick(): void {
    const { writer, symbols, sharing, statusChanged } = this.#options
    const demand = sharing?.address?.note(this, demandNow(this.#state))
    this.#send({ type: 'tick', ledger: writer.state, listed: symbols().all, demand, ...heardOf(this.#stream?.health) })
    const { code } = this.status
    if (code === this.#code) return
    this.#code = code
    statusChanged?.()
  }
}
