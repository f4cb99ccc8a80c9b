/** The gateway's rules over a real ledger of the sandbox, under virtual time and without a network, and calls to them by anybody. */

import { type EdgeAnswer, type EdgeRequest, type EdgeHandler, createEdgeRules } from '@spotdeck/edge'
import { createAccess, ourAddresses } from '@spotdeck/desk/access'
import { memoryAccessStore } from '@spotdeck/desk/testing'
import { silentLog } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import { Simulation } from '../../simulation/support/simulation.ts'

export const callers = ['owner', 'viewer', 'public', 'anonymous'] as const
export type Caller = (typeof callers)[number]

/** Held by the account, and left out for viewers and the public. */
export const HIDDEN = { asset: 'BTC', symbol: 'BTCUSDT' }
/** Names that an exchange may list and no channel can carry, or that are special to the language. */
export const HOSTILE = ['mxusdt', 'A,BUSDT', 'A[B]', 'A B', 'A@B', '__proto__', 'constructor', '\u0000']
const LIMITS = { withoutAssets: [HIDDEN.asset], withoutSymbols: [] }
const HOST = '127.0.0.1:8787'
const IP = '127.0.0.1'
const TRADED_MS = 30_000
/** A turn of the virtual clock while an answer is awaited, and how many there may be. */
const STEP_MS = 50
const MAX_STEPS = 1_500
/** Processor time of one turn. A turn takes about a millisecond: this fails when a call holds the event loop, on any machine. */
const MAX_BLOCK_MS = 2_000
const MAX_CHUNKS = 10_000

export type Asked = {
  readonly method: string
  readonly path: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
export type Answered = { readonly status: number; readonly headers: EdgeAnswer['headers']; readonly text: string }

export interface GatewayUnderFuzz {
  readonly simulation: Simulation
  /** Texts that no response may contain. */
  readonly secrets: readonly string[]
  call(caller: Caller, asked: Asked): Promise<Answered>
  /** Opens a WebSocket, sends the messages, and answers all that came; `undefined` where the upgrade was refused. */
  talk(caller: Caller, messages: readonly string[]): Promise<readonly string[] | undefined>
  close(): void
}

/** An exchange on which the account has traded for a while. */
export async function tradedSimulation(seed: number): Promise<Simulation> {
  const simulation = new Simulation(seed)
  await simulation.start()
  await simulation.busy(TRADED_MS)
  return simulation
}

/** A fresh edge over the simulation's ledger: sessions, budgets and quotas of earlier calls are gone. */
export function gatewayUnderFuzz(simulation: Simulation): GatewayUnderFuzz {
  const { time, running } = simulation
  if (running === undefined) throw new Error('The desk did not open.')
  const random = seededRandom('edge')
  const access = createAccess({ store: memoryAccessStore(), clock: time, random })
  const { desk } = running
  const [market] = desk.markets()
  const hostile = HOSTILE.flatMap((symbol) => (market === undefined ? [] : [{ ...market, symbol }]))
  const rules = createEdgeRules({
    desk: { ...desk, markets: () => [...desk.markets(), ...hostile] },
    access,
    addresses: ourAddresses({ host: '127.0.0.1', port: 8787 }),
    port: 8787,
    sandbox: true,
    audiences: { viewer: LIMITS, public: LIMITS },
    world: { clock: time, timers: time, random, log: silentLog },
  })
  const token = (audience: 'owner' | 'viewer' | 'public') => access.createToken({ audience, accounts: ['main'] }).secret
  const tokens = { owner: token('owner'), viewer: token('viewer'), public: token('public'), anonymous: '' }
  const { apiKey, secret } = simulation.main.credentials
  const asRequest = (caller: Caller, { method, path, query = '', headers = {}, body }: Asked): EdgeRequest => ({
    method,
    path,
    query,
    ip: IP,
    headers: {
      host: HOST,
      ...(tokens[caller] === '' ? {} : { authorization: `Bearer ${tokens[caller]}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  return {
    simulation,
    secrets: [apiKey, secret, ...Object.values(tokens).filter((text) => text !== '')],
    async call(caller, asked) {
      const request = asRequest(caller, asked)
      const answer = await settled(simulation, () => rules.handle(request))
      const { status, headers, body } = answer
      if (typeof body === 'string') return { status, headers, text: body }
      const text =
        typeof body === 'function'
          ? await streamedText(simulation, rules, { request, open: body })
          : await settled(simulation, () => wholeText(body))
      return { status, headers, text }
    },
    async talk(caller, messages) {
      const upgrade = rules.upgrade(asRequest(caller, { method: 'GET', path: '/api/v1/ws' }))
      if (upgrade.kind === 'refused') return undefined
      const came: string[] = []
      const take = (text: string): boolean => came.push(text) > 0
      const sink = { send: take, share: ({ text }: { text: string }) => take(text), close: () => {}, bufferedBytes: 0 }
      const { connection, gone } = upgrade.connect(sink)
      for (const message of messages) {
        await settled(simulation, () => Promise.resolve(connection.receive(message)))
        simulation.trade()
        await turn(simulation)
      }
      gone()
      return came
    },
    close: () => rules.close(),
  }
}

/** Processor time since then: what a machine that does much else takes from us is not ours. */
function cpuMsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1_000
}

/** One turn of the clock; throws where what runs in it holds the event loop. */
async function turn({ time }: Simulation): Promise<void> {
  const began = process.cpuUsage()
  await time.advance(STEP_MS)
  const ms = cpuMsSince(began)
  if (ms > MAX_BLOCK_MS) throw new Error(`The event loop was held for ${Math.round(ms)} ms.`)
}

/** The answer of `work`, while virtual time goes on; throws where none comes within a bounded number of turns. */
async function settled<T>(simulation: Simulation, work: () => Promise<T>): Promise<T> {
  const outcome: { done?: { readonly value: T } | { readonly error: unknown } } = {}
  const began = process.cpuUsage()
  work().then(
    (value) => (outcome.done = { value }),
    (error: unknown) => (outcome.done = { error }),
  )
  const ms = cpuMsSince(began)
  if (ms > MAX_BLOCK_MS) throw new Error(`A call held the event loop for ${Math.round(ms)} ms.`)
  for (let step = 0; outcome.done === undefined; step++) {
    if (step >= MAX_STEPS) throw new Error(`No answer within ${MAX_STEPS} turns.`)
    await turn(simulation)
  }
  if ('error' in outcome.done) throw outcome.done.error
  return outcome.done.value
}

/** A CSV to its end. */
async function wholeText(body: AsyncIterable<string>): Promise<string> {
  const parts: string[] = []
  for await (const part of body) {
    parts.push(part)
    if (parts.length > MAX_CHUNKS) throw new Error('The body has no end.')
  }
  return parts.join('')
}

/** An event stream for a turn in which something is traded. */
async function streamedText(
  simulation: Simulation,
  rules: EdgeHandler,
  { request, open }: { readonly request: EdgeRequest; readonly open: Parameters<EdgeHandler['stream']>[1] },
): Promise<string> {
  const parts: string[] = []
  const take = (text: string): boolean => parts.push(text) > 0
  const sink = { write: take, share: ({ text }: { text: string }) => take(text), end: () => {}, bufferedBytes: 0 }
  const gone = rules.stream(request, open, sink)
  simulation.trade()
  await turn(simulation)
  gone()
  return parts.join('')
}
