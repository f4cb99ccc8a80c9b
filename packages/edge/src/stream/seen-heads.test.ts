import type { DurableEnvelope, View } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { SharedEvent } from '../bus/shared-event.ts'
import type { EventsAnswer } from '../desk.ts'
import type { Position } from '@spotdeck/reports'
import { SeenHeads } from './seen-heads.ts'
import { assetDraft, dealDraft, orderDraft } from '../testing/drafts.ts'
import { type EdgeFixture, edgeFixture } from '../testing/edge-fixture.ts'
import { accountIn } from '@spotdeck/gateway/testing'

const MAIN = '/api/v1/accounts/main'
const EPOCH = 'aaaaaaaaaaaaaaaa'
const hiding = (): EdgeFixture => edgeFixture({ audiences: { viewer: { withoutAssets: ['MX'] } } })

type Message = {
  readonly op?: string
  readonly topic?: string
  readonly id?: number
  readonly seq: number
  readonly data?: Record<string, unknown>
}

/** A viewer's socket, subscribed to the account; `sent` takes what came since, `frames` in the pieces it came in. */
function subscribed({ rules, viewer }: EdgeFixture, since?: number, intervalMs = 0) {
  const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${viewer}` }
  const upgrade = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', headers, ip: '127.0.0.1' })
  if (upgrade.kind === 'refused') throw new Error('The socket was refused.')
  const given: string[] = []
  const { connection } = upgrade.connect({
    send: (text) => void given.push(text),
    share: ({ text }) => given.push(text) > 0,
    close: () => undefined,
    bufferedBytes: 0,
  })
  const from = since === undefined ? {} : { since: { epoch: EPOCH, seq: since } }
  connection.receive(
    JSON.stringify({
      op: 'subscribe',
      id: 1,
      account: 'main',
      topics: ['assets', 'orders', 'deals'],
      intervalMs,
      ...from,
    }),
  )
  const frames = (): Message[][] => given.splice(0).map((text) => [JSON.parse(text) as Message | Message[]].flat())
  const say = (message: object): void => connection.receive(JSON.stringify(message))
  return { frames, say, sent: () => frames().flat() }
}

describe('for an audience with hidden names', () => {
  it('sees the last visible event as the end of the ledger, on every route', async () => {
    const fixture = hiding()
    const { desk, call, viewer, time } = fixture
    desk.commit([orderDraft(1, 'BTCUSDT')])
    desk.commit([assetDraft(2, 'MX'), orderDraft(3, 'MXUSDT')])
    const asked = async (path: string) => (await call('GET', `${MAIN}/${path}`, { token: viewer })).json
    expect((await asked('snapshot'))['seq']).toBe(1)
    expect(await asked('state?at=1900000000000')).toMatchObject({ seq: 1, time: Date.UTC(2026, 0, 1) + 1 })
    for (const beyond of [2, 3, 4]) {
      const refused = await asked(`state?at=seq:${beyond}`)
      expect([refused['code'], JSON.stringify(refused).includes('seq:1')]).toEqual(['BAD_REQUEST', true])
    }
    const socket = subscribed(fixture)
    await time.advance(1)
    expect(socket.sent().map(({ op, seq }) => [op, seq])).toEqual([
      ['subscribed', 1],
      ['position', 1],
    ])
    expect((await call('GET', `${MAIN}/snapshot`)).json['seq']).toBe(3)
  })

  it('is sent nothing for a hidden event; its position advances with visible events only', async () => {
    const fixture = hiding()
    const { desk, time } = fixture
    const socket = subscribed(fixture)
    await time.advance(1)
    socket.sent()
    desk.commit([assetDraft(1, 'MX')])
    desk.commit([dealDraft(2, 'MXUSDT')])
    expect(socket.sent()).toEqual([])
    await time.advance(15_000)
    expect(socket.sent().map(({ op, seq }) => [op, seq])).toEqual([['position', 0]])
    desk.commit([assetDraft(3, 'MX'), orderDraft(4, 'BTCUSDT'), assetDraft(5, 'MX')])
    expect(socket.sent().map(({ topic, seq }) => [topic, seq])).toEqual([['orders', 4]])
    await time.advance(15_000)
    expect(socket.sent().map(({ op, seq }) => [op, seq])).toEqual([['position', 4]])
  })

  it('a position after its last visible event is invalid, with or without hidden events there', async () => {
    const fixture = hiding()
    fixture.desk.commit([orderDraft(1, 'BTCUSDT'), assetDraft(2, 'MX')])
    for (const since of [2, 3]) {
      const socket = subscribed(fixture, since)
      await fixture.time.advance(1)
      expect(socket.sent().map(({ op, seq }) => [op, seq])).toEqual([
        ['subscribed', 1],
        ['reset', 1],
      ])
    }
    const resumed = subscribed(fixture, 1)
    fixture.desk.commit([orderDraft(3, 'BTCUSDT')])
    await fixture.time.advance(1)
    expect(resumed.sent().map(({ op, topic, seq }) => [op ?? topic, seq])).toEqual([
      ['subscribed', 1],
      ['orders', 3],
      ['position', 3],
    ])
  })

  it('reads back past more hidden events than memory holds, and answers requests in order meanwhile', async () => {
    const fixture = hiding()
    fixture.desk.commit([orderDraft(1, 'BTCUSDT')])
    for (let n = 0; n < 5; n++) fixture.desk.commit(Array.from({ length: 900 }, (_, i) => assetDraft(i, 'MX')))
    const socket = subscribed(fixture, 0)
    socket.say({ op: 'unsubscribe', id: 2, account: 'main' })
    socket.say({ op: 'subscribe', id: 3, account: 'main', topics: ['orders'], since: { epoch: EPOCH, seq: 0 } })
    expect(socket.sent()).toEqual([])
    await fixture.time.advance(100)
    expect(socket.sent().map(({ op, topic, id, seq }) => [op ?? topic, id, seq])).toEqual([
      ['subscribed', 1, 1],
      ['unsubscribed', 2, undefined],
      ['subscribed', 3, 1],
      ['orders', undefined, 1],
      ['position', undefined, 1],
    ])
    const { json } = await fixture.call('GET', `${MAIN}/snapshot`, { token: fixture.viewer })
    expect(json['seq']).toBe(1)
  })

  it('lets other requests run between the pages of a long search', async () => {
    let turns = 0
    const afterPause = (_ms: number, run: () => void): void => {
      turns += 1
      run()
    }
    const { desk, call, viewer } = edgeFixture({ audiences: { viewer: { withoutAssets: ['MX'] } }, afterPause })
    desk.commit([orderDraft(1, 'BTCUSDT')])
    for (let n = 0; n < 5; n++) desk.commit(Array.from({ length: 900 }, (_, i) => assetDraft(i, 'MX')))
    expect((await call('GET', `${MAIN}/snapshot`, { token: viewer })).json).toMatchObject({ seq: 1 })
    expect(turns).toBe(9)
  })

  it('many subscribers right after a start share one search', async () => {
    const fixture = hiding()
    const { desk, time } = fixture
    desk.commit([orderDraft(1, 'BTCUSDT')])
    for (let n = 0; n < 5; n++) desk.commit(Array.from({ length: 900 }, (_, i) => assetDraft(i, 'MX')))
    const account = accountIn(desk)
    const read = account.eventsAfter.bind(account)
    let reads = 0
    account.eventsAfter = (...asked) => {
      reads += 1
      return read(...asked)
    }
    const sockets = Array.from({ length: 50 }, () => subscribed(fixture))
    await time.advance(100)
    for (const socket of sockets) expect(socket.sent()).toMatchObject([{ op: 'subscribed', seq: 1 }, { seq: 1 }])
    expect(reads).toBe(10)
  })

  it('a replay has the same batches, however many hidden events lie between the visible ones', async () => {
    const framesOf = async (hidden: number): Promise<readonly (readonly string[])[]> => {
      const fixture = hiding()
      for (let n = 1; n <= 1_200; n++) {
        fixture.desk.commit([assetDraft(n), ...Array.from({ length: hidden }, () => assetDraft(n, 'MX'))])
      }
      const socket = subscribed(fixture, 0, 100)
      await fixture.time.advance(1_000)
      return socket.frames().map((frame) => frame.map(({ op, data }) => op ?? String(data?.['free'])))
    }
    const without = await framesOf(0)
    // Of each piece the newest value of the one asset.
    expect(without).toEqual([['subscribed'], ['500'], ['1000'], ['1200'], ['position']])
    expect(await framesOf(2)).toEqual(without)
  })

  it('cursors have one length for any content, and health reveals no time of a push', async () => {
    const fixture = hiding()
    const { desk, call, viewer, time } = fixture
    desk.commit(['A', 'LONGER', 'THE_LONGEST_NAME_OF_ALL', 'USDT'].map((asset, n) => assetDraft(n, asset)))
    const cursors: string[] = []
    let page = await call('GET', `${MAIN}/assets?limit=1`, { token: viewer })
    while (typeof page.json['nextCursor'] === 'string') {
      cursors.push(page.json['nextCursor'])
      page = await call('GET', `${MAIN}/assets?limit=1&cursor=${cursors.at(-1)}`, { token: viewer })
    }
    expect(cursors.map(({ length }) => length)).toEqual([208, 208, 208])
    expect(page.json['items']).toMatchObject([{ asset: 'USDT' }])
    const health = { drift: 0, lastPushAt: 123, latencyMs: 4 }
    desk.sample({ account: 'main', topic: 'health', type: 'health.sampled', time: 1, data: health })
    const answer = await call('GET', `${MAIN}/events?topics=health`, { token: viewer })
    const texts: string[] = []
    if (typeof answer.answer.body === 'function') {
      const stream = answer.answer.body({
        write: (text) => void texts.push(text),
        share: ({ text }) => texts.push(text) > 0,
        end: () => undefined,
        bufferedBytes: 0,
      })
      stream.start()
      await time.advance(10)
      stream.gone()
    }
    expect(texts.join('')).toContain('"data":{"drift":0}')
  })
})

/** A ledger of `head` events; a viewer sees those of `visible`. `memory` holds the newest. */
function ledger(visible: readonly number[], head: number, memory = 0) {
  const pages: number[] = []
  const state = { head, isGone: false, isKnown: true, isLimited: true }
  const viewOf = (audience: View['audience']): View => ({
    audience,
    maskId: (id) => id,
    ...(state.isLimited && audience === 'viewer' ? { leavesOut: (_kind, name) => name === 'MX' } : {}),
  })
  const eventOf = (seq: number, asset: string) =>
    ({
      ...assetDraft(seq, asset),
      account: 'main',
      epoch: EPOCH,
      seq,
      hash: `${seq}`.padStart(8, '0'),
    }) as DurableEnvelope
  const events = (after: number, limit: number): DurableEnvelope[] =>
    Array.from({ length: Math.min(limit, state.head - after) }, (_, i) => eventOf(after + i + 1, 'USDT'))
  const eventsAfter = async ({ seq }: Position, limit: number): Promise<EventsAnswer> => {
    pages.push(limit)
    return state.isGone
      ? { kind: 'gone', head: { epoch: EPOCH, seq: state.head, hash: '' } }
      : { kind: 'events', events: events(seq, limit) }
  }
  const hidden = new SharedEvent(eventOf(0, 'MX'), viewOf)
  const share = (_account: string, all: readonly DurableEnvelope[]) =>
    all.map((one) => (visible.includes(one.seq) ? new SharedEvent(one, viewOf) : hidden))
  const heads = new SeenHeads({
    desk: { account: () => (state.isKnown ? ({ eventsAfter } as never) : undefined) },
    viewsOf: () => viewOf,
    recent: (account, { seq }, limit) => (seq >= state.head - memory ? share(account, events(seq, limit)) : undefined),
    share,
    turn: () => Promise.resolve(),
  })
  const seenAt = async (seq: number, audience: View['audience'] = 'viewer') =>
    (await heads.of('main', audience, { epoch: EPOCH, seq, hash: 'of the ledger' })).seq
  return { heads, pages, seenAt, state }
}

describe('the last event that an audience sees', () => {
  it('is the end of the ledger itself where nothing is hidden', async () => {
    const { heads, pages, seenAt, state } = ledger([1], 5)
    expect(await seenAt(5, 'owner')).toBe(5)
    expect([heads.isLimited('main', 'owner'), heads.isLimited('main', 'viewer')]).toEqual([false, true])
    state.isLimited = false
    expect(await seenAt(5)).toBe(5)
    expect(pages).toEqual([])
  })

  it('is found in memory without asking the store, and with its own mark', () => {
    const { heads, pages, state } = ledger([3], 5, 5)
    const at = { epoch: EPOCH, seq: 5, hash: 'of the ledger' }
    expect(heads.of('main', 'viewer', at)).toEqual({ epoch: EPOCH, seq: 3, hash: '00000003' })
    expect(heads.of('main', 'viewer', at)).toEqual({ epoch: EPOCH, seq: 3, hash: '00000003' })
    state.head = 7
    expect(heads.of('main', 'viewer', { ...at, seq: 7 })).toEqual({ epoch: EPOCH, seq: 3, hash: '00000003' })
    expect(pages).toEqual([])
  })

  it('is before the first event where all are hidden', async () => {
    for (const memory of [0, 700]) {
      const { heads } = ledger([], 700, memory)
      const start = { epoch: EPOCH, seq: 0, hash: '00000000' }
      expect(await heads.of('main', 'viewer', { epoch: EPOCH, seq: 700 })).toEqual(start)
      expect(await heads.of('main', 'viewer', { epoch: EPOCH, seq: 0 })).toEqual(start)
    }
  })

  it('is searched only beyond what is known, and an earlier one is found again', async () => {
    const { heads, pages, seenAt, state } = ledger([2, 600], 500)
    expect([await seenAt(500), pages.splice(0)]).toEqual([2, [500]])
    state.head = 1_200
    expect([await seenAt(1_200), pages.splice(0)]).toEqual([600, [500, 200]])
    expect([await seenAt(500), pages.splice(0)]).toEqual([2, [500]])
    expect(heads.of('main', 'viewer', { epoch: EPOCH, seq: 1_200 })).toMatchObject({ seq: 600 })
    expect(pages).toEqual([])
  })

  it('of another ledger is searched anew', async () => {
    const { heads, seenAt } = ledger([2], 3)
    expect(await seenAt(3)).toBe(2)
    const other = await heads.of('main', 'viewer', { epoch: 'bbbbbbbbbbbbbbbb', seq: 3 })
    expect(other).toMatchObject({ seq: 2 })
  })

  it('is the place where the store no longer answers', async () => {
    const gone = ledger([2], 900)
    gone.state.isGone = true
    expect([await gone.seenAt(900), gone.pages]).toEqual([900, [500]])
    const unknown = ledger([2], 900)
    unknown.state.isKnown = false
    expect(await unknown.seenAt(900)).toBe(900)
    unknown.state.isKnown = true
    expect(await unknown.seenAt(900)).toBe(2)
  })

  it('is the place beyond 100,000 hidden events in a row, which no search goes back through', async () => {
    const { pages, seenAt } = ledger([1], 100_600)
    expect([await seenAt(100_600), pages.length]).toEqual([600, 200])
  })
})
