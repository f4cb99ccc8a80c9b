import { HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import { AuthError } from '../errors/mexc-error.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { FollowerRig } from '../testing/follower-rig.ts'
import { json, page, refusal } from '../testing/scripted-rest.ts'

let rig: FollowerRig
beforeEach(() => {
  rig = new FollowerRig()
})

describe('a listen key', () => {
  it('whose extension fails twice is replaced before it is dropped', async () => {
    await rig.openAndReady()
    rig.exchange.fails('extend', page(503, ''))
    await rig.world.time.until(() => rig.told.length > 0)
    expect(rig.told).toEqual(['ready true'])
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key1', 'key2'])
    rig.exchange.works()
    await rig.world.time.advance(5_000)
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
    expect(rig.exchange.closedKeys).toEqual(['key1'])
    expect([...rig.ring]).toEqual(['key2'])
    await rig.world.time.advance(3 * HOUR_MS)
    expect(rig.told).toEqual(['ready true'])
  })

  it('whose extension fails once is simply extended a minute later', async () => {
    await rig.openAndReady()
    const down = page(503, '')
    rig.exchange.fails('extend', down, down, down, down)
    await rig.world.time.until(() => rig.calls('extend').length === 4)
    rig.exchange.works()
    await rig.world.time.advance(2 * HOUR_MS)
    expect(rig.told).toEqual([])
    expect(rig.exchange.stream.sockets).toHaveLength(1)
  })

  it('that MEXC no longer knows is replaced, and a possible gap reported', async () => {
    await rig.openAndReady()
    rig.exchange.keys.clear()
    await rig.world.time.advance(31 * MINUTE_MS)
    expect(rig.told).toEqual(['ready false'])
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
  })

  it('whose socket answers but missed a push is replaced, and the gap reported', async () => {
    await rig.openAndReady()
    rig.stream.renew()
    rig.stream.renew()
    await rig.world.time.advance(MINUTE_MS)
    expect(rig.told).toEqual(['ready false'])
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
    expect(rig.exchange.closedKeys).toEqual(['key1'])
  })

  it('that is refused on its own open socket is replaced', async () => {
    await rig.openAndReady()
    rig.exchange.stream.open[0]?.peer.send('Invalid listen key')
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false')
    expect(rig.told).toEqual(['lost LISTEN_KEY_LOST', 'ready false'])
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
  })

  it('whose sockets are closed again and again before they are acknowledged is replaced', async () => {
    await rig.openAndReady()
    rig.exchange.stream.closedOnKeys.add('key1')
    rig.exchange.stream.closeAll()
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false')
    expect(rig.exchange.stream.sockets.map(({ listenKey }) => listenKey)).toEqual([
      ...['key1', 'key1', 'key1', 'key1'],
      'key3',
    ])
    // key2 showed that MEXC gives everybody another, so that key1 could be closed.
    expect([rig.exchange.closedKeys, [...rig.ring]]).toEqual([['key2', 'key1'], ['key3']])
  })

  it('is kept when sockets are closed on every key: new keys are requested with backoff', async () => {
    await rig.openAndReady()
    for (let n = 1; n < 99; n++) rig.exchange.stream.closedOnKeys.add(`key${n}`)
    rig.exchange.stream.closeAll()
    await rig.world.time.advance(HOUR_MS)
    expect(rig.exchange.stream.sockets.length).toBeGreaterThan(100)
    expect(rig.calls('create').length).toBeLessThan(12)
    rig.exchange.stream.closedOnKeys.clear()
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false')
  })

  it('that can neither be extended nor replaced ends after its hour, which is reported', async () => {
    await rig.openAndReady()
    const from = rig.world.time.now()
    rig.exchange.fails('extend', page(503, ''))
    rig.exchange.fails('create', page(503, ''))
    await rig.world.time.advance(59 * MINUTE_MS)
    expect(rig.told).toEqual([])
    await rig.world.time.until(() => rig.told.length > 0)
    expect(rig.told).toEqual(['lost LISTEN_KEY_LOST'])
    expect(rig.world.time.now() - from).toBeLessThanOrEqual(HOUR_MS)
    rig.exchange.works()
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false')
    expect(rig.told.slice(1, -1).every((line) => line === 'lost EXCHANGE_UNREACHABLE')).toBe(true)
  })

  it('that POST hands out although another program uses it is shared, extended and never closed', async () => {
    rig.exchange.others('theirs')
    rig.exchange.handsOut = 'theirs'
    await rig.openAndReady()
    expect(rig.calls('extend')).toHaveLength(1)
    expect([...rig.ring]).toEqual([])
    await rig.world.time.advance(2 * HOUR_MS)
    await rig.leave()
    expect(rig.exchange.closedKeys).toEqual([])
    expect(rig.exchange.valid()).toEqual(['theirs'])
  })

  it('created by another program between our two calls, and returned to us, is never closed', async () => {
    rig.exchange.fails('list', () => {
      rig.exchange.works()
      rig.exchange.others('theirs')
      rig.exchange.handsOut = 'theirs'
      return json({ listenKey: [] })
    })
    await rig.openAndReady()
    await rig.leave()
    expect(rig.exchange.closedKeys).toEqual([])
    expect(rig.exchange.valid()).toEqual(['theirs'])
  })

  it('of our own that another program may use is left to expire', async () => {
    await rig.openAndReady()
    rig.exchange.handsOut = 'key1'
    await rig.leave()
    expect(rig.exchange.closedKeys).toEqual([])
    expect([...rig.ring]).toEqual(['key1'])
  })

  it('of our own is closed when MEXC gives everybody another, and the one that showed it is closed too', async () => {
    await rig.openAndReady()
    await rig.leave()
    expect(rig.exchange.closedKeys).toEqual(['key2', 'key1'])
    expect([rig.exchange.valid(), [...rig.ring]]).toEqual([[], []])
  })

  it('is not closed when MEXC cannot say whether it is ours alone', async () => {
    await rig.openAndReady()
    rig.exchange.fails('create', page(503, ''))
    await rig.leave()
    expect(rig.exchange.closedKeys).toEqual([])
    expect([...rig.ring]).toEqual(['key1'])
  })

  it('of an earlier run is closed, and no other', async () => {
    rig.ring.add('left over').add('long gone')
    rig.exchange.others('left over', 'theirs')
    await rig.openAndReady()
    expect(rig.exchange.closedKeys).toEqual(['left over'])
    expect([...rig.ring]).toEqual(['key1'])
    await rig.leave()
    expect(rig.exchange.closedKeys).toEqual(['left over', 'key1'])
    expect(rig.exchange.valid()).toEqual(['theirs'])
  })

  it('is taken for our own only when the exchange could say that it is new', async () => {
    rig.exchange.fails('list', refusal(33333))
    rig.open()
    await rig.world.time.advance(5 * MINUTE_MS)
    expect(rig.told.at(-1)).toBe('ready false')
    expect([...rig.ring]).toEqual([])
    await rig.leave()
    expect(rig.exchange.closedKeys).toEqual([])
  })

  it('created by a call with a lost answer is found and used, instead of another one per retry', async () => {
    let made = 0
    rig.exchange.fails('create', () => {
      rig.exchange.others(`lost${++made}`)
      return page(503, '')
    })
    rig.open()
    await rig.world.time.advance(10 * MINUTE_MS)
    expect(rig.told).toEqual(['lost EXCHANGE_UNREACHABLE', 'ready false'])
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['lost1'])
    expect(rig.exchange.valid()).toEqual(['lost1'])
    await rig.leave()
    // Another program may have made it: it is left to run out.
    expect(rig.exchange.closedKeys).toEqual([])
  })

  it('found after a lost answer is given up when no socket accepts it', async () => {
    rig.exchange.fails('create', () => {
      rig.exchange.works()
      rig.exchange.others('lost')
      return page(503, '')
    })
    rig.exchange.stream.closedOnKeys.add('lost')
    rig.open()
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false', 10 * MINUTE_MS)
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key1'])
  })

  it('beyond the quota is an error, retried after minutes', async () => {
    rig.exchange.others(...Array.from({ length: 60 }, (_, i) => `theirs${i}`))
    rig.open()
    await rig.world.time.advance(5_000)
    expect(rig.troubles).toMatchObject([{ code: 'KEY_QUOTA' }])
    expect(rig.troubles[0]?.retryInMs).toBeGreaterThanOrEqual(2 * MINUTE_MS)
    expect(rig.exchange.closedKeys).toEqual([])
    rig.exchange.keys.delete('theirs0')
    await rig.world.time.advance(3 * MINUTE_MS)
    expect(rig.told).toEqual(['lost KEY_QUOTA', 'ready false'])
  })

  it('beyond the quota is possible after closing keys of an earlier run', async () => {
    rig.exchange.others(...Array.from({ length: 60 }, (_, i) => `k${i}`))
    rig.ring.add('k3')
    await rig.openAndReady()
    expect(rig.exchange.closedKeys).toEqual(['k3'])
  })
})

describe('a long-running stream', () => {
  it('continues over the 24 h limit: the replacement is open before the old socket ends', async () => {
    await rig.openAndReady()
    const from = rig.world.time.now()
    await rig.world.time.until(() => rig.told.length > 0, 24 * HOUR_MS)
    expect(rig.told).toEqual(['ready true'])
    expect(rig.world.time.now() - from).toBeGreaterThan(23.3 * HOUR_MS)
    expect(rig.world.time.now() - from).toBeLessThanOrEqual(23.5 * HOUR_MS + 5_000)
    await rig.world.time.advance(3 * 24 * HOUR_MS)
    expect(new Set(rig.told)).toEqual(new Set(['ready true']))
    expect(rig.told).toHaveLength(4)
    expect(rig.exchange.stream.open).toHaveLength(1)
    expect(rig.exchange.valid()).toHaveLength(1)
  })

  it('survives the cut at 24 h without a replacement', async () => {
    await rig.openAndReady()
    await rig.world.time.advance(23 * HOUR_MS)
    rig.exchange.fails('create', page(503, ''))
    await rig.world.time.advance(HOUR_MS - 5_000)
    expect(rig.told).toEqual([])
    rig.exchange.works()
    rig.exchange.stream.closeAll()
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false')
    expect(rig.told).toEqual(['lost SOCKET_CLOSED', 'ready false'])
  })

  it('finds a dead socket by its silence and replaces it', async () => {
    await rig.openAndReady()
    rig.world.network.setLink('stream.example', 'silent')
    await rig.world.time.until(() => rig.told.length > 0, 66_000)
    expect(rig.told).toEqual(['lost SOCKET_SILENT'])
    rig.world.network.setLink('stream.example', 'up')
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false')
    expect(rig.exchange.stream.sockets.at(-1)?.listenKey).toBe('key1')
  })

  it('does not treat a replacement as continuous if the old socket was dead already', async () => {
    await rig.openAndReady()
    const [socket] = rig.exchange.stream.open
    await rig.world.time.until(() => rig.calls('create').length === 2, 24 * HOUR_MS)
    // Half open: the old socket's answers never come, while new sockets work.
    if (socket !== undefined) socket.peer.send = () => undefined
    await rig.world.time.until(() => rig.told.length > 0, MINUTE_MS)
    expect(rig.told).toEqual(['ready false'])
  })

  it('backs off from an exchange that ends every socket at once', async () => {
    await rig.openAndReady()
    for (let second = 0; second < 1_800; second++) {
      await rig.world.time.advance(1_000)
      rig.exchange.stream.closeAll()
    }
    expect(rig.exchange.stream.sockets.length).toBeLessThan(250)
    expect(rig.exchange.valid().length).toBeLessThan(5)
  })

  it('says why it cannot start while the exchange is down, and starts when it is back', async () => {
    rig.world.network.setLink('rest.example', 'refused')
    rig.open()
    await rig.world.time.advance(5 * MINUTE_MS)
    expect(new Set(rig.told)).toEqual(new Set(['lost EXCHANGE_UNREACHABLE']))
    expect(rig.troubles.every(({ retryInMs }) => retryInMs !== undefined && retryInMs <= 30_000)).toBe(true)
    rig.world.network.setLink('rest.example', 'up')
    await rig.world.time.until(() => rig.told.at(-1) === 'ready false', 2 * MINUTE_MS)
  })

  it('is back within seconds after somebody on the way answered 700002 for 8 s, and never called the key refused', async () => {
    rig.exchange.fails('list', refusal(700002))
    rig.exchange.fails('create', refusal(700002))
    rig.open()
    await rig.world.time.advance(8_000)
    rig.exchange.works()
    await rig.world.time.advance(6_000)
    expect(rig.told.at(-1)).toBe('ready false')
    expect(new Set(rig.troubles.map(({ code }) => code))).toEqual(new Set(['LISTEN_KEY_REFUSED']))
    expect(rig.troubles.every(({ error }) => error === undefined)).toBe(true)
  })

  it('retries every 5 minutes with credentials that MEXC rejects for more than 10 s, and recovers by itself', async () => {
    rig.exchange.fails('list', refusal(700002))
    rig.exchange.fails('create', refusal(700002))
    rig.open()
    await rig.world.time.advance(16_000)
    const refused = { code: 'AUTH_REFUSED', detail: 'no', error: expect.any(AuthError) as AuthError }
    expect(rig.troubles.at(-1)).toMatchObject(refused)
    const doubted = rig.troubles.length - 1
    expect(doubted).toBeLessThanOrEqual(4)
    await rig.world.time.advance(HOUR_MS)
    expect([12, 13]).toContain(rig.troubles.length - doubted)
    expect(rig.troubles.slice(doubted).every(({ retryInMs }) => retryInMs >= 5 * MINUTE_MS)).toBe(true)
    rig.exchange.works()
    await rig.world.time.advance(6 * MINUTE_MS)
    expect(rig.told.at(-1)).toBe('ready false')
  })

  it('recovers after one rejected call while it replaces its socket', async () => {
    await rig.openAndReady()
    rig.exchange.fails('create', refusal(10072))
    rig.stream.renew()
    await rig.world.time.advance(1_000)
    rig.exchange.works()
    await rig.world.time.advance(10_000)
    expect(rig.told).toEqual(['lost LISTEN_KEY_REFUSED', 'ready false'])
  })

  it('retries after 5 minutes when the key lacks a permission', async () => {
    rig.exchange.fails('create', refusal(700007))
    rig.open()
    await rig.world.time.advance(16_000)
    expect(rig.troubles.at(-1)?.code).toBe('AUTH_REFUSED')
    expect(rig.troubles.at(-1)?.retryInMs).toBeGreaterThanOrEqual(5 * MINUTE_MS)
    rig.exchange.works()
    await rig.world.time.advance(6 * MINUTE_MS)
    expect(rig.told.at(-1)).toBe('ready false')
  })
})
