/**
 * The socket that is to succeed another before the server ends that one: it subscribes the same channels and keeps what it hears
 * to itself until it takes over. It gives up, and says so, whenever anything is not as it should be: the old one still lives.
 */

import type { DecodedPush } from '@spotdeck/wire'
import { Connection, type ConnectionHandlers, type ConnectionPlan } from '../socket/connection.ts'
import { requestChunks } from './chunks.ts'

/** Pushes that are kept while the old socket still speaks; that takes some seconds. One more, and it gives up. */
const MAX_CACHED = 20_000

/** A push that is held back, with its arrival time in ms since the epoch. */
export type Heard = { readonly push: DecodedPush; readonly receivedAt: number }

/** Handlers of a replacement socket. */
export type SuccessorHandlers = Pick<ConnectionHandlers, 'frame' | 'said' | 'ended'> & {
  /** The channels that are wanted now. */
  wanted(): readonly string[]
  /** All of them are acknowledged. */
  ready(): void
  /** It came to nothing; nothing follows. */
  failed(why: string): void
  /** Runs requests one after the other. */
  inTurn(work: () => void): void
}

/** A new socket that subscribes to a shard's channels before the old one is closed, so that no push is lost. */
export class ReplacementSocket {
  readonly connection: Connection
  /** Acknowledged on its socket. */
  readonly channels = new Set<string>()
  readonly #handlers: SuccessorHandlers
  #kept: Heard[] | undefined = []
  #over = false

  constructor(plan: Omit<ConnectionPlan, 'handlers'> & { readonly handlers: SuccessorHandlers }) {
    const { handlers } = plan
    this.#handlers = handlers
    this.connection = new Connection({
      ...plan,
      handlers: {
        opened: () => this.#ask(),
        frame: handlers.frame,
        said: handlers.said,
        ended: (end) => (this.#kept === undefined ? handlers.ended(end) : this.#fail(end.detail)),
      },
    })
  }

  /** True while what it hears is kept and not told. */
  get isWaiting(): boolean {
    return this.#kept !== undefined
  }

  keep(heard: Heard): void {
    this.#kept?.push(heard)
    if ((this.#kept?.length ?? 0) > MAX_CACHED) this.#fail('too much was heard before it could take over')
  }

  /** From now on it speaks for itself; answers what it has kept, in order. */
  takeOver(): readonly Heard[] {
    const kept = this.#kept ?? []
    this.#kept = undefined
    return kept
  }

  /** Leaves without another word. */
  close(): void {
    this.#over = true
    this.connection.close()
  }

  #fail(why: string): void {
    if (this.#over) return
    this.close()
    this.#handlers.failed(why)
  }

  /** One request after the other, until nothing that is wanted is missing. */
  #ask(): void {
    const [next] = requestChunks(this.#handlers.wanted().filter((channel) => !this.channels.has(channel)))
    if (this.#over) return
    if (next === undefined) return this.#handlers.ready()
    this.#handlers.inTurn(() => {
      void this.connection.subscribe(next).then((ack) => {
        const refused = next.filter((channel) => ack?.accepted.includes(channel) !== true)
        if (refused.length > 0) return this.#fail(`not acknowledged: ${refused.join(', ')}`)
        for (const channel of next) this.channels.add(channel)
        this.#ask()
      })
    })
  }
}
