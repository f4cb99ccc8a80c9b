import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { type AnyEndpoint, type Parameter, endpoints } from '@spotdeck/wire'
import { expect, test } from 'vitest'
import { openSandboxHandler } from './rules.ts'
import { UNLIMITED } from './server/testing/rest-scene.ts'
import { DEMO_CREDENTIALS } from './venue/access/keys.ts'

const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)
/** Cases of each kind; `bench/fuzz-sandbox.mjs` runs many more. */
const CASES = Math.ceil(750 * RUNS)
const SEED = process.env['SPOTDECK_SEED'] ?? ''
const REPLAY = `SPOTDECK_SEED=${SEED} SPOTDECK_PROPERTY_RUNS=${RUNS} npx vitest run packages/sandbox/src/fuzz.test.ts`
const START = 1_790_300_000_000

const HOSTILE = [
  '',
  '0',
  '-0',
  '-1',
  '1',
  '1e5',
  '1e-7',
  '.5',
  '5.',
  '+1',
  '0x10',
  'NaN',
  'Infinity',
  '007',
  '99999999999999999999',
  '0.0000000000000000000001',
  '123456789012345678901234567890.123456789',
  ' ',
  ' 1 ',
  '\u0000',
  '\n',
  '币安人生USDT',
  '％',
  '[]',
  '{}',
  '[{}]',
  '[1,null]',
  'null',
  'true',
  'false',
  '__proto__',
  'constructor',
  'toString',
  "'; DROP TABLE orders",
  '../../etc/passwd',
  '<script>',
  'x'.repeat(4_000),
  ','.repeat(200),
  'MXUSDT,BTCUSDT,A,B,C,D',
  '\ud800',
  '%',
  '%zz',
  '%E0%A4%A',
]
const PLAUSIBLE = [
  'MXUSDT',
  'BTCUSDT',
  'mxusdt',
  'USDT',
  'MX',
  'BUY',
  'SELL',
  'LIMIT',
  'MARKET',
  'LIMIT_MAKER',
  'IMMEDIATE_OR_CANCEL',
  'FILL_OR_KILL',
  '10',
  '2.4',
  '2.49',
  '0.01',
  '100',
  '5',
  '1m',
  '1W',
  'SPOT',
  'FUTURES',
  'UID',
  '10000002',
  'TRX',
  'desk7grid01',
  'SPOT_ACCOUNT_READ',
  'cancel_both',
  String(START),
  String(START - 86_400_000),
  'client-1',
  '341',
]
const BODIES = [
  '',
  '{',
  '[',
  '{"a":',
  'null',
  '[1,2]',
  '{"symbol":null}',
  '{"__proto__":{"x":1}}',
  'a=1&b',
  '&&==',
  '=%zz',
]

type Dice = ReturnType<typeof dice>
function dice(seed: string) {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => {
    return list[Math.floor(random.next() * list.length)] as T
  }
  return { chance: (share: number) => random.next() < share, pick }
}

/** A value for a parameter: fitting, plausible somewhere, or hostile. */
function valueFor(parameter: Parameter, { chance, pick }: Dice): string {
  if (chance(0.25)) return pick(HOSTILE)
  if (parameter.values !== undefined && chance(0.8)) return pick(parameter.values)
  if (parameter.type === 'integer' && chance(0.6))
    return pick(['1', '5', '10', String(START), String(START - 3_600_000)])
  if (parameter.type === 'decimal' && chance(0.8)) return pick(['10', '2.4', '0.5', '1000', '0.00000001'])
  if (parameter.type === 'json') return batch({ chance, pick })
  return pick(PLAUSIBLE)
}

function batch(luck: Dice): string {
  const one = () => ({
    symbol: luck.pick(['MXUSDT', 'BTCUSDT', '']),
    side: luck.pick(PLAUSIBLE),
    type: luck.pick(PLAUSIBLE),
    quantity: luck.pick(HOSTILE),
    price: luck.pick(PLAUSIBLE),
  })
  return luck.chance(0.2) ? luck.pick(HOSTILE) : JSON.stringify([one(), one()])
}

function requestFor(endpoint: AnyEndpoint, luck: Dice, now: number) {
  const given = new Map<string, string>()
  for (const [name, parameter] of Object.entries(endpoint.parameters)) {
    if (luck.chance(parameter.required === true ? 0.92 : 0.4)) given.set(name, valueFor(parameter, luck))
  }
  if (luck.chance(0.1)) given.set(luck.pick(HOSTILE), luck.pick(HOSTILE))
  const encode = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
  const pairs = [...given].map(([name, value]) => `${encode(name)}=${luck.chance(0.03) ? value : encode(value)}`)
  const text = [...pairs, `timestamp=${luck.chance(0.02) ? luck.pick(HOSTILE) : now}`].join('&')
  const body = endpoint.method !== 'GET' && luck.chance(0.15) ? luck.pick(BODIES) : ''
  const secret = luck.chance(0.03) ? 'another' : DEMO_CREDENTIALS.secret
  const inBody = body === '' && endpoint.method !== 'GET' && luck.chance(0.2)
  const signed = `${text}&signature=${nodeSign(secret, inBody ? text : text + body)}`
  const apiKey = luck.chance(0.02) ? luck.pick(HOSTILE) : DEMO_CREDENTIALS.apiKey
  const headers = { 'x-mexc-apikey': apiKey, ...(luck.chance(0.02) ? { 'content-type': 'text/plain' } : {}) }
  const place = inBody ? { query: '', body: signed } : { query: signed, body }
  return { method: endpoint.method, path: endpoint.path, headers, ip: '127.0.0.1', ...place }
}

function scene() {
  const time = new VirtualTime(START)
  const world = { clock: time, timers: time, random: seededRandom(1), sign: nodeSign, log: silentLog }
  const config = { seed: 3, bots: true, demo: false, panel: true, symbols: ['MXUSDT', 'BTCUSDT'], limits: UNLIMITED }
  const rules = openSandboxHandler(config, world)
  const wealth = (): string =>
    ['10000001', '10000002'].map((account) => JSON.stringify([...rules.exchange.balances(account)])).join()
  return { time, rules, wealth }
}

test('any REST call gets an answer in the exchange’s format, and a rejection changes no balance', () => {
  const { time, rules, wealth } = scene()
  const luck = dice(`rest ${SEED}`)
  let refusals = 0
  for (let n = 0; n < CASES; n++) {
    const request = requestFor(luck.pick(endpoints), luck, time.now())
    const before = wealth()
    const outcome = rules.handle(request)
    const shown = `case ${n}: ${request.method} ${request.path}?${request.query} ${request.body}\n${REPLAY}`
    if (outcome instanceof Promise || outcome.kind !== 'answer') throw new Error(`no answer: ${shown}`)
    const { status, body } = outcome.answer
    if (status >= 500) throw new Error(`${status} ${body}: ${shown}`)
    const said = JSON.parse(body) as { readonly code?: unknown; readonly msg?: unknown }
    if (status < 400) continue
    refusals++
    if (typeof said.code !== 'number' || typeof said.msg !== 'string') throw new Error(`${body}: ${shown}`)
    if (wealth() !== before) throw new Error(`a refusal changed a balance: ${shown}`)
  }
  for (const account of ['10000001', '10000002']) {
    for (const [asset, { free, locked }] of rules.exchange.balances(account)) {
      expect([asset, Number(free) >= 0, Number(locked) >= 0]).toEqual([asset, true, true])
    }
  }
  expect(refusals).toBeGreaterThan(CASES / 10)
  expect(refusals).toBeLessThan(CASES * 0.95)
  rules.close()
})

const METHODS = ['SUBSCRIPTION', 'UNSUBSCRIPTION', 'PING', 'ping', 'PONG', 'LOGIN', '', null, 7]
const CHANNELS = [
  'spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT',
  'spot@public.aggre.deals.v3.api.pb@1ms@MXUSDT',
  'spot@public.limit.depth.v3.api.pb@MXUSDT@7',
  'spot@private.orders.v3.api.pb',
  'spot@public.kline.v3.api.pb@MXUSDT@Min1',
  'spot@public.miniTickers.v3.api.pb@UTC+99',
  '@',
  'spot@',
  '',
]

function messageFor(luck: Dice): string {
  if (luck.chance(0.2)) return luck.pick([...HOSTILE, ...BODIES])
  const channel = (): unknown => luck.pick<unknown>([...CHANNELS, ...CHANNELS, null, 7, {}, ['x'], ...HOSTILE])
  const params = luck.chance(0.8) ? [channel(), channel()] : luck.pick<unknown>([null, 'x', 7, {}, []])
  const id = luck.pick<unknown>([undefined, 1, -1, 1.5, 'x', null, 1e400, {}])
  const text = JSON.stringify({ method: luck.pick<unknown>(METHODS), params, id })
  return luck.chance(0.1) ? text.slice(0, -2) : text
}

test('any stream message gets an acknowledgement or a close, and changes no balance', async () => {
  const { time, rules, wealth } = scene()
  const luck = dice(`streams ${SEED}`)
  const before = wealth()
  let texts = 0
  for (let n = 0; n < CASES; n++) {
    const said = messageFor(luck)
    const received: string[] = []
    const peer = { sendText: (text: string) => void received.push(text), sendBinary() {}, close() {}, ping() {} }
    const connection = rules.streams.connect(peer, luck.chance(0.05) ? luck.pick(HOSTILE) : undefined)
    connection.receive(said)
    connection.receive(messageFor(luck))
    for (const text of received) {
      texts++
      const ack = JSON.parse(text) as { readonly id?: unknown; readonly code?: unknown; readonly msg?: unknown }
      const isAck = typeof ack.id === 'number' && ack.code === 0 && typeof ack.msg === 'string'
      if (!isAck) throw new Error(`case ${n}: ${said} was answered ${text}\n${REPLAY}`)
    }
    connection.gone()
    if (n % 500 === 0) await time.advance(100)
  }
  expect(texts).toBeGreaterThan(CASES)
  expect(rules.streams.connections).toBe(0)
  expect(wealth()).toBe(before)
  rules.close()
})
