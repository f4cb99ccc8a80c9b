/** A program that follows an account over every restart of its gateway: it keeps the last id it was given, and nothing else. */

import { setTimeout as pause } from 'node:timers/promises'
import type { DurableEnvelope } from '@spotdeck/api'

const BETWEEN_TRIES_MS = 50

/** Reads events over SSE until it is stopped, and connects again with its last position whenever the stream breaks. */
export class StormReader {
  readonly received: DurableEnvelope[] = []
  resets = 0
  connections = 0
  #lastId: string
  #stopped = false
  #abort = new AbortController()
  readonly #address: string
  readonly #token: string
  readonly #done: Promise<void>

  constructor(address: string, token: string, since: string) {
    this.#address = address
    this.#token = token
    this.#lastId = since
    this.#done = this.#run()
  }

  /** The `seq` of the last event that it was given. */
  get seq(): number {
    return this.received.at(-1)?.seq ?? 0
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#abort.abort()
    await this.#done
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#follow().catch(() => undefined)
      if (!this.#stopped) await pause(BETWEEN_TRIES_MS)
    }
  }

  async #follow(): Promise<void> {
    this.#abort = new AbortController()
    const answer = await fetch(`${this.#address}/api/v1/accounts/main/events?topics=assets,orders,deals,status`, {
      headers: { authorization: `Bearer ${this.#token}`, 'last-event-id': this.#lastId },
      signal: this.#abort.signal,
    })
    if (!answer.ok || answer.body === null) return
    this.connections += 1
    let text = ''
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + part).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) this.#take(block)
    }
  }

  #take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.split(':', 1)[0], line.replace(/^[^:]*: ?/, '')]))
    const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')]
    if (id !== undefined) this.#lastId = id
    if (event === 'reset') this.resets += 1
    if (event === undefined && id !== undefined && data !== undefined)
      this.received.push(JSON.parse(data) as DurableEnvelope)
  }
}
