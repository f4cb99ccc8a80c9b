import { MINUTE_MS } from '@spotdeck/ports'
import { buildChannel, channels, type Push } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { FollowerRig } from '../../testing/follower-rig.ts'
import { refusal } from '../../testing/scripted-rest.ts'
const channel = channels.aggreBookTicker('BTCUSDT')
const HEARTBEAT = buildChannel(channel)
const ORDERS = buildChannel({ kind: 'privateOrders' })

let rig: FollowerRig
/** The heartbeat is pushed every 100 ms while this is true. */
let beats: boolean
beforeEach(() => {
  rig = new FollowerRig()
  beats = true
})

function beat(untilMs: number): void {
  const value = {
    bidPrice: '1',
    bidQuantity: '2',
    askPrice: '3',
    askQuantity: '4',
    version: '5',
    lastOrderCreateTime: 0,
  }
  const push: Push = { channel: HEARTBEAT, body: { kind: 'publicAggreBookTicker', value } }
  for (let ms = 0; ms < untilMs; ms += 100) {
    rig.world.time.after(ms, () => {
      if (beats) rig.exchange.stream.push(push)
    })
  }
}

const order: Push = {
  channel: ORDERS,
  body: {
    kind: 'privateOrders',
    value: {
      ...{
        id: 'o1',
        clientId: '',
        price: '1',
        quantity: '10',
        amount: '10',
        avgPrice: '1',
        orderType: 1,
        tradeType: 1,
      },
      ...{ isMaker: false, remainAmount: '0', remainQuantity: '0', cumulativeQuantity: '0', cumulativeAmount: '0' },
      ...{ status: 1, createTime: 1 },
    },
  },
}

/** Time until the rig is told a line that begins so, in ms. */
async function until(line: string, limitMs = 10 * MINUTE_MS): Promise<number> {
  const from = rig.world.time.now()
  await rig.world.time.until(() => rig.told.some((told) => told.startsWith(line)), limitMs)
  return rig.world.time.now() - from
}

it('shows that one private channel has been silent beside busy ones', async () => {
  await rig.openAndReady()
  rig.exchange.stream.push(rig.change(1))
  await rig.world.time.advance(100)
  const silentSince = rig.world.time.now()
  for (let n = 0; n < 3; n++) {
    await rig.world.time.advance(MINUTE_MS)
    rig.exchange.stream.push(order)
  }
  await rig.world.time.advance(100)
  const { channels: health } = rig.stream.health
  expect(health.privateAccount.lastPushAt).toBeLessThanOrEqual(silentSince)
  expect(health.privateOrders.lastPushAt).toBeGreaterThan(rig.world.time.now() - 200)
  expect([health.privateAccount.pushes, health.privateOrders.pushes, health.privateDeals]).toEqual([
    1,
    3,
    { pushes: 0 },
  ])
})

it('says that everything has arrived up to the sending of the last answered PING, whatever frames come in later', async () => {
  await rig.openAndReady()
  await rig.world.time.advance(MINUTE_MS)
  const { provenTo = 0 } = rig.stream.health
  expect(provenTo).toBeGreaterThan(rig.world.time.now() - 10_000)
  rig.exchange.stream.mute = true
  for (let n = 0; n < 5; n++) {
    await rig.world.time.advance(5_000)
    rig.exchange.stream.push(order)
  }
  await rig.world.time.advance(100)
  const { health } = rig.stream
  expect([health.connected, health.provenTo]).toEqual([true, provenTo])
  expect(health.lastFrameAt).toBeGreaterThan(provenTo + 15_000)
})

describe('a heartbeat channel', () => {
  it('finds within 5 s that pushes stop while PING is answered, and says so', async () => {
    beat(MINUTE_MS)
    await rig.openAndReady({ heartbeat: { channel } })
    expect(rig.stream.health.heartbeat).toMatchObject({ state: 'live' })
    beats = false
    expect(await until('lost')).toBeLessThanOrEqual(5_010)
    expect(rig.told).toEqual(['lost HEARTBEAT_SILENT'])
    expect(rig.stream.health).toMatchObject({ connected: false, trouble: { code: 'HEARTBEAT_SILENT' } })
  })

  it('is waited for on the replacement: no stream is ready that has not brought anything', async () => {
    beat(5 * MINUTE_MS)
    await rig.openAndReady({ heartbeat: { channel } })
    beats = false
    await rig.world.time.advance(MINUTE_MS)
    expect(rig.told.filter((line) => line.startsWith('ready'))).toEqual([])
    expect(new Set(rig.told)).toEqual(new Set(['lost HEARTBEAT_SILENT']))
    beats = true
    expect(await until('ready')).toBeLessThanOrEqual(10_500)
  })

  it('is awaited as long as configured', async () => {
    beat(MINUTE_MS)
    await rig.openAndReady({ heartbeat: { channel, silenceMs: 2_000 } })
    beats = false
    expect(await until('lost')).toBeLessThanOrEqual(2_010)
  })

  it('is optional: the stream continues if the exchange rejects it', async () => {
    rig.exchange.stream.refused.add(HEARTBEAT)
    await rig.openAndReady({ heartbeat: { channel } })
    await rig.world.time.advance(10 * MINUTE_MS)
    expect([rig.told, rig.stream.health.heartbeat]).toEqual([[], { state: 'refused' }])
  })

  it('is optional: the stream continues if it never pushed', async () => {
    await rig.openAndReady({ heartbeat: { channel } })
    await rig.world.time.advance(10 * MINUTE_MS)
    expect([rig.stream.health.connected, rig.stream.health.heartbeat]).toEqual([true, { state: 'pending' }])
  })
})

it('finds a dead socket within 12 s, or sooner where the program says so', async () => {
  await rig.openAndReady()
  rig.world.network.setLink('stream.example', 'silent')
  expect(await until('lost SOCKET_SILENT')).toBeLessThanOrEqual(12_000)
  rig.world.network.setLink('stream.example', 'up')
  rig.told.splice(0)
  const quick = new FollowerRig()
  await quick.openAndReady({ deadAfterMs: 6_000 })
  const from = quick.world.time.now()
  quick.world.network.setLink('stream.example', 'silent')
  await quick.world.time.until(() => quick.told.length > 0)
  expect(quick.world.time.now() - from).toBeLessThanOrEqual(6_000)
})

describe('a replacement that the program asks for', () => {
  it('is on a new key, and the old key is closed', async () => {
    await rig.openAndReady()
    rig.stream.renew()
    await rig.world.time.advance(10_000)
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
    expect([rig.told, rig.exchange.valid()]).toEqual([['ready false'], ['key2']])
  })

  it('is on a new socket where the exchange hands out the key in use', async () => {
    await rig.openAndReady()
    rig.exchange.handsOut = 'key1'
    const [old] = rig.exchange.stream.open
    rig.stream.renew()
    await rig.world.time.advance(10_000)
    expect(rig.told).toEqual(['ready false'])
    expect(rig.exchange.stream.open).toHaveLength(1)
    expect(rig.exchange.stream.open[0]).not.toBe(old)
  })

  it('is made also while the old stream has just been lost to a refused key', async () => {
    await rig.openAndReady()
    rig.exchange.fails('create', refusal(33333), refusal(33333))
    rig.stream.renew()
    await until('lost')
    rig.exchange.works()
    await until('ready false')
    expect(rig.exchange.stream.open.map(({ listenKey }) => listenKey)).toEqual(['key2'])
  })
})

it.each([1, 2, 3, 4, 5, 6, 7, 8])('is there again 6 s after an outage of a minute (seed %i)', async (seed) => {
  rig = new FollowerRig(undefined, seed)
  await rig.openAndReady()
  for (const host of ['stream.example', 'rest.example']) rig.world.network.setLink(host, 'refused')
  rig.world.network.cut('stream.example')
  await rig.world.time.advance(MINUTE_MS)
  for (const host of ['stream.example', 'rest.example']) rig.world.network.setLink(host, 'up')
  expect(await until('ready false')).toBeLessThanOrEqual(6_000)
})
