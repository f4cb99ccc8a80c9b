/** Programs that follow accounts over every failure: each keeps the last position that it was given, and connects again to any edge. */

import { setTimeout as pause } from 'node:timers/promises'
import { withDeadline, type Random } from '@spotdeck/ports'
import { nodeTimers } from '@spotdeck/ports/node'
import { createClient } from 'redis'
import WebSocket from 'ws'
import type { Place, Received } from './received.ts'

/** Reader that runs until it is stopped. */
export interface Reader {
  readonly received: Received
  stop(): Promise<void>
}

/** Addresses that readers connect to, and the choice among them. */
export type ReaderWorld = {
  /** Origins of the edges. */
  readonly origins: readonly string[]
  readonly token: string
  readonly redisPort: number
  readonly random: Random
}

const TOPICS = ['assets', 'orders', 'deals', 'status']
const BETWEEN_TRIES_MS = 300
const CONNECT_MS = 5_000
/** Silence after which a connection counts as dead: a server pings a WebSocket every 20 s and sends a position every 15 s. */
const SILENCE_MS = 30_000
const REDIS_BLOCK_MS = 2_000
const REDIS_PAGE = 500

type Message = {
  readonly op?: string
  readonly topic?: string
  readonly account: string
  readonly epoch: string
  readonly seq: number
  readonly hash?: string
}

/** Messages of a text frame: one, or several in an array. */
export function messagesOf<T>(frame: WebSocket.RawData): readonly T[] {
  return [JSON.parse(Buffer.isBuffer(frame) ? frame.toString() : '[]') as T | T[]].flat() as T[]
}

/** Connects again and again until it is stopped. */
abstract class Reconnecting implements Reader {
  readonly received: Received
  protected readonly world: ReaderWorld
  protected readonly ending = new AbortController()
  readonly #done: Promise<void>

  constructor(received: Received, world: ReaderWorld) {
    this.received = received
    this.world = world
    this.#done = Promise.resolve().then(() => this.#run())
  }

  async stop(): Promise<void> {
    this.ending.abort()
    await this.#done
  }

  /** One connection, to its end. */
  protected abstract follow(origin: string): Promise<void>

  async #run(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const { origins, random } = this.world
      const origin = origins[Math.floor(random.next() * origins.length)] ?? ''
      await this.follow(origin).catch(() => undefined)
      if (!this.ending.signal.aborted) await pause(BETWEEN_TRIES_MS * (1 + random.next()))
    }
  }
}

/** Reader of one account over SSE. */
export class SseReader extends Reconnecting {
  protected async follow(origin: string): Promise<void> {
    const [account = ''] = this.received.accounts
    const since = tokenOf(this.received.place(account))
    const silence = new AbortController()
    const signal = AbortSignal.any([this.ending.signal, silence.signal])
    let timer = setTimeout(() => silence.abort(), CONNECT_MS)
    const alive = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
    }
    try {
      const answer = await fetch(`${origin}/api/v1/accounts/${account}/events?topics=${TOPICS.join()}`, {
        headers: {
          authorization: `Bearer ${this.world.token}`,
          'last-event-id': since,
          accept: 'text/event-stream',
        },
        signal,
      })
      if (!answer.ok || answer.body === null) return
      this.received.counts.connections += 1
      let text = ''
      for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
        alive()
        const blocks = (text + part).split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) this.#take(account, block, origin)
      }
    } finally {
      clearTimeout(timer)
    }
  }

  #take(account: string, block: string, origin: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.split(':', 1)[0], line.replace(/^[^:]*: ?/, '')]))
    const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')]
    if (id === undefined || data === undefined) return
    const message = JSON.parse(data) as Message
    if (event === undefined) this.received.take(message, `SSE of ${origin}`)
    if (event === 'reset') this.received.reset(account, message, `SSE of ${origin}`)
  }
}

/** Reader of several accounts over a WebSocket. */
export class SocketReader extends Reconnecting {
  protected async follow(origin: string): Promise<void> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/v1/ws`, {
      headers: { authorization: `Bearer ${this.world.token}` },
      handshakeTimeout: CONNECT_MS,
    })
    const kill = (): void => socket.terminate()
    let timer = setTimeout(kill, SILENCE_MS)
    const alive = (): void => {
      clearTimeout(timer)
      timer = setTimeout(kill, SILENCE_MS)
    }
    this.ending.signal.addEventListener('abort', kill)
    await new Promise<void>((resolve) => {
      socket.on('close', () => resolve())
      socket.on('error', () => undefined)
      socket.on('ping', alive)
      socket.on('open', () => this.#subscribe(socket))
      socket.on('message', (frame) => {
        alive()
        for (const message of messagesOf<Message>(frame)) this.#take(message, origin)
      })
    })
    clearTimeout(timer)
    this.ending.signal.removeEventListener('abort', kill)
  }

  #subscribe(socket: WebSocket): void {
    this.received.counts.connections += 1
    for (const [id, account] of this.received.accounts.entries()) {
      const since = this.received.place(account)
      socket.send(JSON.stringify({ op: 'subscribe', id, account, topics: TOPICS, since, intervalMs: 0 }))
    }
  }

  #take(message: Message, origin: string): void {
    if (message.op === 'reset') return this.received.reset(message.account, message, `WebSocket of ${origin}`)
    if (message.topic !== undefined && TOPICS.includes(message.topic))
      this.received.take(message, `WebSocket of ${origin}`)
  }
}

const tokenOf = ({ epoch, seq, hash }: Place): string =>
  hash === undefined ? `${epoch}:${seq}` : `${epoch}:${seq}:${hash}`

type Streams = readonly (readonly [
  key: string,
  entries: readonly (readonly [id: string, fields: readonly string[]])[],
])[]

/** Reader of one account's stream in Redis. */
export class RedisReader extends Reconnecting {
  protected async follow(): Promise<void> {
    const [account = ''] = this.received.accounts
    const client = createClient({
      socket: { host: '127.0.0.1', port: this.world.redisPort, reconnectStrategy: false, connectTimeout: CONNECT_MS },
      RESP: 2,
      disableOfflineQueue: true,
    })
    client.on('error', () => undefined)
    const late = (): Error => new Error('Redis has not answered in time.')
    const limited = <T>(work: Promise<T>): Promise<T> =>
      withDeadline(work, { timers: nodeTimers, ms: REDIS_BLOCK_MS + CONNECT_MS, late })
    try {
      await limited(client.connect())
      this.received.counts.connections += 1
      while (!this.ending.signal.aborted) {
        const { epoch, seq } = this.received.place(account)
        const which = ['STREAMS', `spotdeck:${account}:${epoch}`, `${seq}-0`]
        const command = ['XREAD', 'COUNT', String(REDIS_PAGE), 'BLOCK', String(REDIS_BLOCK_MS), ...which]
        const found = (await limited(client.sendCommand(command))) as unknown as Streams | null
        for (const [, entries] of found ?? [])
          for (const [, fields] of entries) this.received.take(JSON.parse(fields[1] ?? '') as Message, 'Redis')
      }
    } finally {
      if (client.isOpen) client.destroy()
    }
  }
}
