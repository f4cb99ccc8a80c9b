/** A subscriber of the edge as a program would write it: a snapshot, then the stream, resumed by its last position. */

import type { Timer } from '@spotdeck/ports'
import type { VirtualTime } from '@spotdeck/ports/virtual'
import type { EncodedFrameText, Wire } from './wire.ts'
import { ACCOUNT, EDGE_HOST, HIDDEN_ASSET, type SimulatedGateway } from './gateway.ts'
import { type Row, ShownAccount } from './shown.ts'

type Position = { readonly epoch: string; readonly seq: number; readonly hash: string }

const positionOf = ({ epoch, seq, hash }: Readonly<Record<string, unknown>>): Position => ({
  epoch: String(epoch),
  seq: Number(seq),
  hash: String(hash),
})

/** Behavior of a reader. */
export type ReaderOptions = {
  readonly name: string
  readonly audience: 'owner' | 'viewer'
  /** Interval between batches in ms; 0: each commit. */
  readonly intervalMs: number
  /** It disconnects from time to time after so many ms, by the given source. */
  readonly restlessMs?: () => number
  /** Receives every frame, as text. */
  readonly trace: (text: string) => void
}

const RETRY_MS = 300
const TOPICS = ['assets', 'orders', 'deals', 'status', 'health']

/** Follows the account until it is closed; keeps what a page would show. */
export class Reader {
  readonly shown = new ShownAccount()
  /** Durable events since the last reset, in the order they came. */
  readonly events: Row[] = []
  /** Position that `events` begin after. */
  base: Position | undefined
  status = 'unknown'
  /** Code of the status with its parameters. */
  code = ''
  /** Time within which a live account notices what its stream leaves out, as the status said last, in ms. */
  withinMs = 0
  resets = 0
  /** Violations of the protocol that it saw. */
  readonly errors: string[] = []
  readonly #time: VirtualTime
  readonly #gateway: SimulatedGateway
  readonly #options: ReaderOptions
  #at: Position | undefined
  #line: Wire | undefined
  #timer: Timer | undefined
  #isClosed = false
  #isRestless = true

  constructor(time: VirtualTime, gateway: SimulatedGateway, options: ReaderOptions) {
    this.#time = time
    this.#gateway = gateway
    this.#options = options
    this.#retry(0)
  }

  get name(): string {
    return this.#options.name
  }

  get audience(): 'owner' | 'viewer' {
    return this.#options.audience
  }

  /** True while its stream is open: then a page shows the account's own status. */
  get isConnected(): boolean {
    return this.#line !== undefined
  }

  get at(): Position | undefined {
    return this.#at
  }

  /** Comes and goes no more: it stays connected, and connects again where it is not. */
  stay(): void {
    this.#isRestless = false
    if (this.#line === undefined) this.#retry(0)
    else this.#timer?.cancel()
  }

  disconnect(): void {
    const line = this.#line
    this.#line = undefined
    line?.cut()
  }

  close(): void {
    this.#isClosed = true
    this.#timer?.cancel()
    this.disconnect()
  }

  /** Reads a resource of the API, as this reader. */
  async get(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { rules } = this.#gateway
    if (rules === undefined) return undefined
    const [route = '', query = ''] = path.split('?')
    const answer = await rules.handle({ ...this.#request('GET', route), query })
    if (answer.status !== 200 || typeof answer.body !== 'string') return undefined
    return JSON.parse(answer.body) as Record<string, unknown>
  }

  #request(method: string, path: string) {
    const headers = { host: EDGE_HOST, authorization: `Bearer ${this.#gateway.tokens[this.#options.audience]}` }
    return { method, path, query: '', headers, ip: '127.0.0.1' }
  }

  #retry(ms: number): void {
    this.#timer?.cancel()
    if (!this.#isClosed) this.#timer = this.#time.after(ms, () => void this.#connect())
  }

  async #connect(): Promise<void> {
    const { process } = this.#gateway
    if (process === undefined || process.isDead || process.isAsleep) return this.#retry(RETRY_MS)
    if (this.#at === undefined && !(await this.#takeSnapshot())) return this.#retry(RETRY_MS)
    const { rules } = this.#gateway
    const taken = rules?.upgrade(this.#request('GET', '/api/v1/ws'))
    if (this.#isClosed || taken?.kind !== 'taken') return this.#retry(RETRY_MS)
    const line = this.#openLine()
    const { connection, gone } = taken.connect(line.sink)
    line.wire.gone = gone
    this.#line = line.wire
    process.onEnd(() => line.wire.ended())
    const subscription = { op: 'subscribe', id: 1, account: ACCOUNT, topics: TOPICS, since: this.#at }
    connection.receive(JSON.stringify({ ...subscription, intervalMs: this.#options.intervalMs }))
    const { restlessMs } = this.#options
    if (restlessMs === undefined || !this.#isRestless) return
    this.#timer = this.#time.after(restlessMs(), () => {
      this.disconnect()
      this.#retry(restlessMs() / 4)
    })
  }

  #openLine() {
    let isOpen = true
    const ended = (): void => {
      if (!isOpen) return
      isOpen = false
      if (this.#line !== wire) return
      this.#line = undefined
      this.#retry(RETRY_MS)
    }
    const wire: Wire = {
      gone: () => undefined,
      ended,
      cut: () => {
        isOpen = false
        wire.gone()
      },
    }
    const take = (text: string): void => {
      if (isOpen) this.#frame(text)
    }
    const sink = {
      send: take,
      share: ({ text }: EncodedFrameText) => {
        take(text)
        return true
      },
      close: () => {
        wire.gone()
        ended()
      },
      bufferedBytes: 0,
    }
    return { wire, sink }
  }

  async #takeSnapshot(): Promise<boolean> {
    const found = await this.get(`/api/v1/accounts/${ACCOUNT}/snapshot`)
    const lists = this.audience === 'owner' ? [await this.#list('orders'), await this.#list('deals')] : [[], []]
    const [orders, deals] = lists
    if (found === undefined || orders === undefined || deals === undefined) return false
    const text = JSON.stringify(found)
    this.#options.trace(`${this.name} snapshot ${text}`)
    this.#lookForLeaks(text)
    this.shown.replace(found, { orders, deals })
    this.#told(found['status'])
    this.#at = positionOf(found)
    this.base = this.#at
    this.events.length = 0
    return true
  }

  async #list(name: 'orders' | 'deals'): Promise<readonly Row[] | undefined> {
    const answer = await this.get(`/api/v1/accounts/${ACCOUNT}/${name}?limit=1000`)
    return answer?.['items'] as readonly Row[] | undefined
  }

  #frame(text: string): void {
    this.#options.trace(`${this.name} ${text}`)
    this.#lookForLeaks(text)
    const json = JSON.parse(text) as unknown
    for (const item of Array.isArray(json) ? json : [json]) this.#message(item as Record<string, unknown>)
  }

  #lookForLeaks(text: string): void {
    const leak = this.#options.audience === 'viewer' ? leakIn(text) : undefined
    if (leak !== undefined) this.errors.push(`was given ${leak}: ${text}`)
  }

  #message(message: Readonly<Record<string, unknown>>): void {
    switch (message['op']) {
      case 'reset':
        this.resets += 1
        this.#at = undefined
        this.disconnect()
        return this.#retry(0)
      case 'position':
        if (this.#at !== undefined && Number(message['seq']) >= this.#at.seq) this.#at = positionOf(message)
        return
      case undefined:
        return this.#event(message)
    }
  }

  #event(event: Readonly<Record<string, unknown>>): void {
    const data = event['data'] as Row
    if (event['type'] === 'health.sampled') {
      if (data['status'] !== undefined) this.#told(data['status'])
      return
    }
    const { epoch, seq } = { epoch: String(event['epoch']), seq: Number(event['seq']) }
    if (this.#at === undefined || epoch !== this.#at.epoch || seq <= this.#at.seq)
      this.errors.push(`event ${epoch}:${seq} after ${this.#at?.epoch}:${this.#at?.seq}`)
    this.#at = positionOf(event)
    this.events.push(event)
    const [topic, type] = [String(event['topic']), String(event['type'])]
    if (topic === 'status') this.#told(data)
    else this.shown.apply({ topic, type, data })
  }

  #told(status: unknown): void {
    const { state, code, params } = status as Row
    this.status = String(state)
    this.code = `${String(code)} ${JSON.stringify(params)}`
    this.withinMs = Number((params as Row)['withinMs'] ?? this.withinMs)
  }
}

/** Values that viewers must not get: the hidden asset, order ids and client ids of the exchange. */
export function leakIn(text: string): string | undefined {
  if (text.includes(`"${HIDDEN_ASSET}"`) || text.includes(`"${HIDDEN_ASSET}USDT"`)) return 'the hidden asset'
  if (text.includes('C02__')) return 'an id of the exchange'
  return text.includes('"clientOrderId"') ? 'a client id' : undefined
}
