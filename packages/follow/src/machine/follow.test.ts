import { unexplained } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { differences, startedRig } from '../testing/truth.ts'

const HOUR = 3_600_000

/** The ledger says what the exchange holds true, to the digit. */
async function expectTruth(rig: Rig): Promise<void> {
  expect(await differences(rig)).toEqual([])
}

const started = (): Promise<Rig> => startedRig(new Rig())

describe('following an account', () => {
  it('starts from the exchange’s balances, then follows every push', async () => {
    const rig = new Rig()
    rig.venue.deposit('USDT', '1000')
    const old = rig.venue.place('MXUSDT', 'BUY', '2.5', '10') ?? ''
    rig.venue.fill(old, '4')
    await rig.start()
    await rig.time.advance(HOUR)
    rig.up()
    await rig.live()
    await expectTruth(rig)
    const before = rig.published.length
    rig.venue.fill(old, '6')
    await rig.time.advance(10)
    await expectTruth(rig)
    expect(rig.published.slice(before).every((event) => event.source === 'stream')).toBe(true)
    expect(rig.published.slice(before).map((event) => event.type)).toEqual([
      'order.updated',
      'asset.changed',
      'asset.changed',
      'deal.added',
    ])
  })

  it('finds over REST what happened while the stream was down, with source `rest`', async () => {
    const rig = await started()
    const order = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await rig.time.advance(1_000)
    rig.down()
    rig.venue.fill(order, '3')
    const other = rig.venue.place('ETHUSDT', 'BUY', '100', '1') ?? ''
    rig.venue.fill(other, '1')
    await rig.time.advance(2_000)
    rig.up()
    await rig.live()
    await rig.time.advance(60_000)
    await expectTruth(rig)
    const found = rig.published.filter((event) => event.type === 'deal.added')
    expect(found.map((event) => event.source)).toEqual(['rest', 'rest'])
    expect(rig.state.coverage.filter(({ kind }) => kind === 'deals').map(({ state }) => state)).toEqual([
      'unknown',
      'repaired',
      'complete',
      'repaired',
      'complete',
    ])
  })

  it('keeps one deal although REST and the stream name it differently', async () => {
    const rig = await started()
    rig.venue.hexNames = true
    const order = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(order, '2')
    rig.venue.fill(order, '2')
    await rig.time.advance(1_000)
    rig.down()
    rig.venue.fill(order, '2')
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await expectTruth(rig)
  })

  it('holds a change that overtook its predecessor until that arrives', async () => {
    const rig = await started()
    let first = true
    rig.fate = () => (first ? ((first = false), [100]) : [0])
    rig.venue.deposit('USDT', '1')
    rig.venue.deposit('USDT', '2')
    await rig.time.advance(50)
    expect(rig.state.assets.get('USDT')?.free).toBe('1000')
    await rig.time.advance(100)
    await expectTruth(rig)
    expect(rig.state.status.state).toBe('live')
  })

  it('reads REST when a predecessor does not arrive, in status reconciling', async () => {
    const rig = await started()
    const calls = rig.venue.calls
    rig.fate = () => []
    rig.venue.deposit('USDT', '1')
    rig.fate = () => [0]
    rig.venue.deposit('USDT', '2')
    await rig.time.advance(240)
    expect(rig.venue.calls).toBe(calls)
    await rig.time.until(() => rig.state.status.state === 'reconciling')
    expect(rig.state.status.params).toEqual({ cause: 'CHAIN_BROKEN' })
    await rig.live()
    await expectTruth(rig)
  })

  it('finds a lost last push by audit, corrects and counts it', async () => {
    const rig = await started()
    rig.fate = () => []
    rig.venue.deposit('USDT', '5')
    const order = rig.venue.place('MXUSDT', 'SELL', '3', '7') ?? ''
    rig.fate = () => [0]
    await rig.time.advance(6 * 60_000)
    expect(rig.state.orders.has(order)).toBe(true)
    await expectTruth(rig)
    expect(rig.follower?.health.healed).toBeGreaterThan(0)
    expect(rig.published.some((event) => event.source === 'audit')).toBe(true)
  })

  it('finds within half a minute that a stream is silent whose socket answers, and replaces it', async () => {
    const rig = await started()
    await rig.time.advance(60_000)
    expect(rig.distrusted).toBe(0)
    rig.fate = () => []
    const order = rig.venue.place('MXUSDT', 'SELL', '3', '7') ?? ''
    await rig.time.advance(20_000)
    expect(rig.distrusted).toBe(1)
    expect(
      rig.published.some(
        (event) => event.type === 'status.changed' && event.status.params['cause'] === 'STREAM_SILENT',
      ),
    ).toBe(true)
    rig.fate = () => [0]
    await rig.time.advance(5_000)
    expect(rig.state.orders.has(order)).toBe(true)
    await expectTruth(rig)
    expect(rig.state.status.state).toBe('live')
  })

  it('is not live while both stream and REST are silent, and is again when REST answers', async () => {
    const rig = await started()
    rig.venue.restDown = true
    rig.fate = () => []
    rig.venue.deposit('USDT', '5')
    await rig.time.advance(70_000)
    expect(rig.state.status.state).toBe('stale')
    rig.venue.restDown = false
    rig.fate = () => [0]
    await rig.live()
    await rig.time.advance(5_000)
    await expectTruth(rig)
  })

  it('reads an order at once if its deals do not sum up to its executed quantity', async () => {
    const rig = await started()
    rig.fate = ({ body }) => (body.kind === 'privateDeals' ? [] : [0])
    rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '4')
    await rig.time.advance(5_000)
    await expectTruth(rig)
    expect(rig.distrusted).toBe(1)
    await rig.time.advance(10_000)
    expect(rig.state.status.state).toBe('live')
  })

  it('searches all symbols at once for an unexplained change, without waiting for an audit', async () => {
    const rig = await started()
    rig.fate = ({ body }) => (body.kind === 'privateAccount' ? [0] : [])
    rig.venue.fill(rig.venue.place('ETHUSDT', 'BUY', '5', '4') ?? '', '4')
    await rig.time.advance(20_000)
    await expectTruth(rig)
  })

  it('follows over REST while the stream is rejected, in status degraded', async () => {
    const rig = await started()
    rig.down('LISTEN_KEY_REFUSED')
    await rig.time.advance(10)
    expect(rig.state.status).toMatchObject({ state: 'stale', code: 'LISTEN_KEY_REFUSED' })
    const order = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(order, '10')
    await rig.time.advance(20_000)
    expect(rig.state.status).toMatchObject({ state: 'degraded', code: 'LISTEN_KEY_REFUSED' })
    await expectTruth(rig)
    rig.venue.restDown = true
    await rig.time.advance(20_000)
    expect(rig.state.status.state).toBe('offline')
    rig.venue.restDown = false
    rig.up()
    await rig.live()
    await expectTruth(rig)
  })

  it('finds a round trip inside a gap in a symbol never seen', async () => {
    const rig = await started()
    rig.down()
    const bought = rig.venue.place('ETHUSDT', 'BUY', '100', '1') ?? ''
    rig.venue.fill(bought, '1')
    const sold = rig.venue.place('ETHUSDT', 'SELL', '110', '1') ?? ''
    rig.venue.fill(sold, '1')
    await rig.time.advance(3_000)
    rig.up()
    await rig.live()
    await rig.time.advance(60_000)
    await expectTruth(rig)
    expect(unexplained(rig.state, 'USDT')).toBe('0')
  })

  it('books a deal that comes before its order, once', async () => {
    const rig = await started()
    rig.fate = ({ body }) => (body.kind === 'privateDeals' ? [0, 20] : [60])
    const order = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(order, '10')
    await rig.time.advance(1_000)
    await expectTruth(rig)
  })

  it('keeps unknown values raw, counts them and continues', async () => {
    const rig = await started()
    rig.venue.deposit('USDT', '5', 'LOTTERY')
    await rig.time.advance(10)
    expect(rig.state.assets.get('USDT')).toMatchObject({ free: '1005', reason: 'LOTTERY' })
    expect(rig.follower?.health.drift).toBe(1)
    expect(rig.state.netDeposits).toBe('0')
  })

  it('is live again after undecodable bytes once it has reconciled', async () => {
    const rig = await started()
    rig.undecodable()
    await rig.time.until(() => rig.state.status.code === 'UNDECODABLE_PUSH')
    await rig.live()
    await expectTruth(rig)
  })
})
