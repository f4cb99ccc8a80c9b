/** The private side of an exchange for tests: listen keys with their rules over REST, and the sockets on them. */

import { STREAM_LIMITS } from '@spotdeck/wire'
import { json, refusal, type Reply, ScriptedRest } from './scripted-rest.ts'
import { ScriptedStream } from './scripted-stream.ts'
import type { TestWorld } from './virtual-world.ts'

const PATH = '/api/v3/userDataStream'
export const KEY_CALLS = { create: `POST ${PATH}`, list: `GET ${PATH}`, extend: `PUT ${PATH}`, close: `DELETE ${PATH}` }

/** Serves REST on `rest.example` and streams on `stream.example`, so that each can fail by itself. */
export class PrivateExchange {
  readonly rest: ScriptedRest
  readonly stream: ScriptedStream
  /** Valid keys and when they end. */
  readonly keys = new Map<string, number>()
  readonly closedKeys: string[] = []
  /** POST answers with this key instead of a new one. */
  handsOut: string | undefined
  readonly #world: TestWorld
  #made = 0

  constructor(world: TestWorld) {
    this.#world = world
    this.rest = new ScriptedRest(() => world.time.now())
    this.stream = new ScriptedStream(() => world.time.now())
    world.network.serve('rest.example', { http: this.rest.http })
    world.network.serve('stream.example', { accept: this.stream.accept })
    this.works()
  }

  /** Every call on listen keys answers as MEXC does. */
  works(): void {
    this.rest
      .on(KEY_CALLS.create, () => this.#create())
      .on(KEY_CALLS.list, () => json({ listenKey: this.valid() }))
      .on(KEY_CALLS.extend, ({ parameters }) => {
        const key = parameters.get('listenKey') ?? ''
        if (!this.valid().includes(key)) return refusal('730708', 'listen key information error')
        this.keys.set(key, this.#world.time.now() + STREAM_LIMITS.listenKeyLifeMs)
        return json({ listenKey: key })
      })
      .on(KEY_CALLS.close, ({ parameters }) => {
        const key = parameters.get('listenKey') ?? ''
        this.closedKeys.push(key)
        return this.keys.delete(key) ? json({ listenKey: key }) : refusal(730708)
      })
  }

  fails(call: keyof typeof KEY_CALLS, ...replies: readonly Reply[]): void {
    this.rest.on(KEY_CALLS[call], ...replies)
  }

  valid(): readonly string[] {
    const now = this.#world.time.now()
    return [...this.keys].flatMap(([key, endsAt]) => (endsAt > now ? [key] : []))
  }

  /** Keys of the user's other programs. */
  others(...keys: readonly string[]): void {
    for (const key of keys) this.keys.set(key, this.#world.time.now() + STREAM_LIMITS.listenKeyLifeMs)
  }

  #create(): ReturnType<typeof json> {
    if (this.valid().length >= STREAM_LIMITS.listenKeysPerUser) return refusal(30000, 'too many listen keys')
    const key = this.handsOut ?? `key${++this.#made}`
    if (!this.keys.has(key)) this.others(key)
    return json({ listenKey: key })
  }
}
