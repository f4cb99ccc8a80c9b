import { describe, expect, test } from 'vitest'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { encodePush } from '@spotdeck/wire'
import type { Connection, StreamFront } from '../streams/front.ts'
import type { Peer } from '../streams/session.ts'
import { DEFAULT_SWITCHES } from '../switches.ts'
import { MAX_FAULTS, openFaultBoard } from './board.ts'
import { type FaultOrder, FaultError, parseFault } from './fault.ts'
import { addPreset } from './presets.ts'
import { handleWithFaults } from './rest-faults.ts'
import { channelOf, withStreamFaults } from './stream-faults.ts'

const always = (kind: FaultOrder['kind'], more: Partial<FaultOrder> = {}): FaultOrder => ({
  kind,
  target: {},
  probability: 1,
  ...more,
})

describe('reading faults', () => {
  test('accepts a fault with its target and size', () => {
    expect(parseFault({ kind: 'delay', target: { channel: 'private' }, delayMs: 250, durationMs: 1000 })).toEqual({
      kind: 'delay',
      target: { channel: 'private' },
      probability: 1,
      delayMs: 250,
      durationMs: 1000,
    })
  })
  test.each([
    [null],
    [[]],
    [{ kind: 'explode' }],
    [{ kind: 'drop', probability: 2 }],
    [{ kind: 'drop', times: 1.5 }],
    [{ kind: 'delay', delayMs: 2.5 }],
    [{ kind: 'drop', delayMs: 'soon' }],
    [{ kind: 'drop', target: { planet: 'mars' } }],
    [{ kind: 'drop', loudly: true }],
  ])('refuses %j and says what to write', (value) => {
    expect(() => parseFault(value)).toThrow(FaultError)
  })

  test.each([
    [{ endpoint: 'POST ordr' }, /no call is "POST ordr"\. The calls are .*POST order, .*and "\*"\./],
    [{ endpoint: 'PATCH order' }, /no call is "PATCH order"/],
    [{ channel: 'privat.deals' }, /has "privat\.deals" in it\. The names are .*private\.deals\.v3\.api\.pb/],
    [{ channel: 'PRIVATE.DEALS' }, /no channel's name/],
    [{ channel: 'spot@public.aggre.trades.v3.api.pb@100ms@MXUSDT' }, /aggre\.deals/],
    [{ connection: 'first' }, /number of a connection as text/],
  ])('a target that is misspelled, %j, is an error that names what there is', (target, message) => {
    expect(() => parseFault({ kind: 'drop', target })).toThrow(message)
  })

  test.each([
    [{ endpoint: 'order' }],
    [{ endpoint: 'POST /api/v3/order' }],
    [{ endpoint: 'GET *' }],
    [{ channel: 'private' }],
    [{ channel: 'spot@public.limit.depth.v3.api.pb@MXUSDT@20' }],
    [{ channel: 'MXUSDT' }],
    [{ channel: '@100ms' }],
    [{ connection: '12' }],
  ])('a target that something can match, %j, is accepted', (target) => {
    expect(parseFault({ kind: 'drop', target }).target).toEqual(target)
  })
})

test('a ban by a fault looks like a real ban', () => {
  const board = openFaultBoard(new VirtualTime(0), seededRandom(1))
  board.add(always('rate-limit', { status: 418 }))
  const request = { method: 'GET', path: '/api/v3/time', query: '', headers: {}, body: '', ip: '127.0.0.1' }
  const outcome = handleWithFaults(board, request, () => ({ status: 200, headers: {}, body: '{}' }))
  expect(outcome).toMatchObject({ answer: { status: 418, body: '{"code":418,"msg":"IP banned"}' } })
})

test('a delay without a duration is one second, for calls and pushes', () => {
  const board = openFaultBoard(new VirtualTime(0), seededRandom(1))
  board.add(always('delay'))
  const request = { method: 'GET', path: '/api/v3/time', query: '', headers: {}, body: '', ip: '127.0.0.1' }
  const answer = { status: 200, headers: {}, body: '{}' }
  expect(handleWithFaults(board, request, () => answer)).toEqual({ kind: 'answer', answer, delayMs: 1_000 })
})

describe('errors as the exchange writes them', () => {
  const request = { method: 'GET', path: '/api/v3/account', query: '', headers: {}, body: '', ip: '127.0.0.1' }
  const answerTo = (more: object) => {
    const board = openFaultBoard(new VirtualTime(0), seededRandom(1))
    board.add(parseFault({ kind: 'error-before', ...more }))
    const outcome = handleWithFaults(board, request, () => ({ status: 200, headers: {}, body: '{}' }))
    return outcome.kind === 'answer' ? [outcome.answer.status, outcome.answer.body] : outcome
  }

  test.each([
    [{ status: 401 }, 401, '{"code":401,"msg":"No authority"}'],
    [{ status: 504 }, 504, '{"code":504,"msg":"Gateway Time-out"}'],
    [{ code: 700003 }, 400, '{"code":700003,"msg":"Timestamp for this request is outside of the recvWindow."}'],
    [{ code: 30005 }, 400, '{"msg":"Oversold","code":30005}'],
    [{ code: 30005, body: 'code-first', msg: 'x', status: 500 }, 500, '{"code":30005,"msg":"x"}'],
    [{ code: -1121 }, 400, '{"msg":"Invalid symbol.","code":-1121,"_extend":null}'],
    [{ code: 26, msg: 'no' }, 400, '{"code":26,"data":"no"}'],
    [{ code: 10, body: 'success', msg: 'no', status: 200 }, 200, '{"success":false,"code":10,"message":"no"}'],
    [{ status: 500, body: 'empty' }, 500, ''],
  ])('%j is answered with %i and its body', (more, status, body) => {
    expect(answerTo(more)).toEqual([status, body])
  })

  test('gateways answer with pages: 403, 502, and any status where asked', () => {
    expect(answerTo({ status: 403 })).toEqual([403, expect.stringContaining('<h1>Access Denied</h1>')])
    expect(answerTo({ status: 502 })).toEqual([502, expect.stringContaining('<h1>502 Bad Gateway</h1>')])
    expect(answerTo({ status: 521, body: 'html', msg: 'a < b' })).toEqual([521, expect.stringContaining('a &lt; b')])
  })

  test.each([{ msg: 5 }, { body: 'poem' }, { code: 1.5 }, { afterBytes: -1 }])('refuses %j', (more) => {
    expect(() => parseFault({ kind: 'error-before', ...more })).toThrow(FaultError)
  })
})

describe('calls that are slow or break', () => {
  const request = { method: 'POST', path: '/api/v3/order', query: '', headers: {}, body: '', ip: '127.0.0.1' }
  const answer = { status: 200, headers: {}, body: '{"orderId":"1"}' }

  test('a reset executes the call and keeps the answer after so many bytes of it', () => {
    const board = openFaultBoard(new VirtualTime(0), seededRandom(1))
    board.add(always('reset', { target: { endpoint: 'POST *' }, afterBytes: 5 }))
    let runs = 0
    const work = () => {
      runs++
      return answer
    }
    expect(handleWithFaults(board, request, work)).toEqual({ kind: 'break', partial: { answer, bytes: 5 } })
    expect(runs).toBe(1)
    expect(handleWithFaults(board, { ...request, method: 'GET' }, work)).toMatchObject({ kind: 'answer' })
  })

  test('an ordinary network answers in 60 to 200 ms and leaves pushes to their own delays', () => {
    const board = openFaultBoard(new VirtualTime(0), seededRandom(1))
    expect(addPreset(board, 'realistic')).toHaveLength(4)
    const delays = Array.from({ length: 200 }, () => {
      const outcome = handleWithFaults(board, request, () => answer)
      return outcome.kind === 'answer' ? outcome.delayMs : Number.NaN
    })
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(60)
    expect(Math.max(...delays)).toBeLessThanOrEqual(200)
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(100)
    expect(board.strike(['delay', 'stale'], { channel: 'spot@private.deals.v3.api.pb' })).toBeUndefined()
    expect(board.strike(['jitter'], { channel: 'spot@private.deals.v3.api.pb' })).toMatchObject({ delayMs: 80 })
  })

  test('a preset that finds no room turns none of its faults on', () => {
    const board = openFaultBoard(new VirtualTime(0), seededRandom(1))
    for (let n = 0; n < MAX_FAULTS - 3; n++) board.add(always('drop'))
    expect(addPreset(board, 'hostile')).toBeUndefined()
    expect(board.list()).toHaveLength(MAX_FAULTS - 3)
  })
})

describe('the fault board', () => {
  test('a fault ends with its time and with its count', async () => {
    const time = new VirtualTime(0)
    const board = openFaultBoard(time, seededRandom(1))
    board.add(always('drop', { times: 2 }))
    expect([1, 2, 3].map(() => board.strike(['drop'], {})?.kind)).toEqual(['drop', 'drop', undefined])
    board.add(always('stall', { durationMs: 500 }))
    expect(board.list()).toHaveLength(1)
    await time.advance(500)
    expect(board.list()).toEqual([])
  })
  test('applies to its target only', () => {
    const board = openFaultBoard(new VirtualTime(0), seededRandom(1))
    board.add(always('error-before', { target: { endpoint: 'POST order' } }))
    expect(board.strike(['error-before'], { endpoint: 'POST /api/v3/order' })).toBeDefined()
    expect(board.strike(['error-before'], { endpoint: 'GET /api/v3/order' })).toBeUndefined()
    expect(board.strike(['error-before'], { endpoint: 'POST /api/v3/order/test' })).toBeUndefined()
  })
  test('the same seed applies the same times', () => {
    const run = () => {
      const board = openFaultBoard(new VirtualTime(0), seededRandom('twice'))
      board.add(always('drop', { probability: 0.3 }))
      return Array.from({ length: 50 }, () => board.strike(['drop'], {}) !== undefined)
    }
    expect(run()).toEqual(run())
    expect(run().filter(Boolean).length).toBeGreaterThan(5)
  })
})

describe('faults of streams', () => {
  const frames = ['1', '2', '3'].map((price) =>
    encodePush({
      channel: 'spot@public.bookTicker.batch.v3.api.pb@MXUSDT',
      symbol: 'MXUSDT',
      sendTime: 1,
      body: {
        kind: 'publicBookTickerBatch',
        value: {
          items: [{ bidPrice: price, bidQuantity: '1', askPrice: '9', askQuantity: '1' }],
          version: price,
          lastOrderCreateTime: 1,
        },
      },
    }),
  )

  function rig(...orders: FaultOrder[]) {
    const time = new VirtualTime(0)
    const board = openFaultBoard(time, seededRandom(1))
    const sent: (string | Uint8Array)[] = []
    const received: string[] = []
    let inside: Peer | undefined
    const front: StreamFront = {
      connect(peer): Connection {
        inside = peer
        return { receive: (text) => void received.push(text), gone() {}, channels: () => [] }
      },
      bannedForMs: () => 0,
      connections: 0,
      close() {},
    }
    for (const order of orders) board.add(order)
    const client = { closed: false }
    const connection = withStreamFaults(front, {
      board,
      clock: time,
      timers: time,
      random: seededRandom(2),
      switches: DEFAULT_SWITCHES,
      apiKeysOf: () => [],
    }).connect({
      sendText: (text) => void sent.push(text),
      sendBinary: (bytes) => void sent.push(bytes),
      close: () => void (client.closed = true),
      ping() {},
    })
    return {
      time,
      board,
      sent,
      received,
      client,
      connection,
      push: () => frames.forEach((frame) => inside?.sendBinary(frame)),
      say: (text: string) => inside?.sendText(text),
    }
  }

  test('reads the channel of a frame', () => {
    expect(channelOf(frames[0] ?? new Uint8Array())).toBe('spot@public.bookTicker.batch.v3.api.pb@MXUSDT')
    expect(channelOf(Uint8Array.of(1, 2, 3))).toBeUndefined()
  })
  test('drop, duplicate and reorder', () => {
    const drop = rig(always('drop', { times: 1 }))
    drop.push()
    expect(drop.sent).toEqual([frames[1], frames[2]])
    const twice = rig(always('duplicate', { times: 1 }))
    twice.push()
    expect(twice.sent).toEqual([frames[0], frames[0], frames[1], frames[2]])
    const turned = rig(always('reorder', { times: 1 }))
    turned.push()
    expect(turned.sent).toEqual([frames[1], frames[0], frames[2]])
  })
  test('jittered frames leave at seeded uneven times, within the bound and in order', async () => {
    const times = async (): Promise<readonly number[]> => {
      const rough = rig(always('jitter', { delayMs: 400, durationMs: 5_000 }))
      const left: number[] = []
      for (let n = 0; n < 80; n++) {
        const before = rough.sent.length
        if (n < 50) rough.push()
        await rough.time.advance(20)
        for (let i = before; i < rough.sent.length; i++) left.push(rough.time.now())
      }
      expect(rough.sent).toEqual(Array.from({ length: 50 }, () => frames).flat())
      expect(left.every((at, i) => at - 20 * Math.floor(i / 3) <= 420)).toBe(true)
      return left
    }
    const first = await times()
    expect(await times()).toEqual(first)
    expect(new Set(first.map((at, i) => at - 20 * Math.floor(i / 3))).size).toBeGreaterThan(5)
  })
  test('a frame after the jitter waits for earlier ones, and an ended connection sends no more', async () => {
    const rough = rig(always('jitter', { delayMs: 10_000 }))
    rough.push()
    rough.board.clear()
    rough.push()
    expect(rough.sent).toEqual([])
    await rough.time.advance(10_001)
    expect(rough.sent).toEqual([...frames, ...frames])
    rough.push()
    expect(rough.sent).toHaveLength(9)
  })
  test('a delayed frame is overtaken', async () => {
    const delayed = rig(always('delay', { times: 1, delayMs: 500 }))
    delayed.push()
    expect(delayed.sent).toEqual([frames[1], frames[2]])
    await delayed.time.advance(500)
    expect(delayed.sent).toEqual([frames[1], frames[2], frames[0]])
  })
  test('a stall suppresses pushes but not answers; half-open suppresses both directions', () => {
    const stall = rig(always('stall'))
    stall.push()
    stall.say('PONG')
    expect(stall.sent).toEqual(['PONG'])
    const dead = rig(always('half-open'))
    dead.push()
    dead.say('PONG')
    dead.connection.receive('{"method":"PING"}')
    expect([dead.sent, dead.received]).toEqual([[], []])
  })
  test('a refused connection is closed at once', () => {
    expect(rig(always('refuse')).client.closed).toBe(true)
  })
})

describe('faults of REST', () => {
  const request = { method: 'POST', path: '/api/v3/order', query: '', headers: {}, body: '', ip: '127.0.0.1' }
  function call(order: FaultOrder) {
    const board = openFaultBoard(new VirtualTime(0), seededRandom(1))
    board.add(order)
    let worked = 0
    const outcome = handleWithFaults(board, request, () => {
      worked++
      return { status: 200, headers: {}, body: '{}' }
    })
    return { outcome, worked }
  }
  test('error-before does not execute the call, error-after does', () => {
    expect(call(always('error-before', { status: 503 }))).toMatchObject({
      worked: 0,
      outcome: { answer: { status: 503 } },
    })
    expect(call(always('error-after', { status: 504 }))).toMatchObject({
      worked: 1,
      outcome: { answer: { status: 504 } },
    })
  })
  test('a rate limit says how long to wait, a firewall answers with a page', () => {
    expect(call(always('rate-limit', { retryAfterSeconds: 7 })).outcome).toMatchObject({
      answer: { status: 429, headers: { 'retry-after': '7' } },
    })
    expect(call(always('error-before', { status: 403 })).outcome).toMatchObject({
      answer: { headers: { 'content-type': 'text/html' } },
    })
  })
  test('a stalled call is executed and not answered', () => {
    expect(call(always('stall'))).toEqual({ worked: 1, outcome: { kind: 'silence' } })
  })
})
