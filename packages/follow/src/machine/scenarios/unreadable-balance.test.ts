import { describe, expect, it } from 'vitest'
import type { BalanceRow } from '../../exchange.ts'
import { Rig } from '../../testing/rig.ts'
import { startedRig } from '../../testing/truth.ts'

const SECOND = 1_000

/** Rows of balances that cannot be read replace those of their assets while `bad` has any. */
function scene() {
  const rig = new Rig()
  const scene = { rig, bad: [] as readonly BalanceRow[] }
  rig.rewire((real) => ({
    balances: async () => {
      const names = new Set(scene.bad.map(({ asset }) => asset))
      return [...(await real.balances()).filter(({ asset }) => !names.has(asset)), ...scene.bad]
    },
  }))
  return scene
}

const openAssets = ({ state }: Rig) => state.coverage.find(({ kind, to }) => kind === 'assets' && to === undefined)

describe('a balance row that cannot be read', () => {
  it.each([
    ['a row without its amounts', { asset: 'MX', raw: '{"asset":"MX","free":null}' }, 'MX'],
    ['an amount that is no number', { asset: 'MX', free: '1,5', locked: '0' }, 'MX'],
    ['a row without its name', { raw: '{"free":"50"}' }, '?'],
  ] as const)('%s: the asset is named, keeps its last value, and heals', async (_name, row, asset) => {
    const test = scene()
    const rig = await startedRig(test.rig)
    test.bad = [row]
    const since = rig.time.now()
    await rig.time.advance(15 * SECOND)
    expect(rig.state.status).toMatchObject({ state: 'degraded', code: 'BALANCE_UNREADABLE', params: { assets: asset } })
    expect(String(rig.state.status.params['detail'])).toContain('raw' in row ? row.raw : '1,5 0')
    expect(openAssets(rig)).toMatchObject({ state: 'unknown', reason: 'BALANCE_UNREADABLE' })
    expect(openAssets(rig)?.from).toBeGreaterThanOrEqual(since)
    rig.venue.deposit('USDT', '5')
    rig.venue.deposit('MX', '1')
    await rig.time.advance(SECOND)
    expect(['USDT', 'MX'].map((name) => rig.state.assets.get(name)?.free)).toEqual(['1005', '51'])
    test.bad = []
    await rig.time.advance(15 * SECOND)
    expect(rig.state.status).toMatchObject({ state: 'live', code: 'LIVE' })
    expect(openAssets(rig)).toMatchObject({ state: 'complete' })
    expect(rig.state.coverage.filter(({ kind, from }) => kind === 'assets' && from >= since)).toMatchObject([
      { state: 'repaired' },
      { state: 'complete' },
    ])
  })

  it('of a gap is named as soon as the rest is proven, and the rest is right', async () => {
    const test = scene()
    const rig = await startedRig(test.rig)
    test.bad = [{ asset: 'BAD', raw: 'null' }]
    rig.down()
    rig.venue.deposit('USDT', '5')
    rig.up()
    await rig.time.advance(30 * SECOND)
    expect(rig.state.assets.get('USDT')?.free).toBe('1005')
    expect(rig.state.assets.has('BAD')).toBe(false)
    expect(rig.state.status).toMatchObject({ state: 'degraded', params: { assets: 'BAD' } })
    expect(openAssets(rig)).toMatchObject({ state: 'unknown', reason: 'BALANCE_UNREADABLE' })
    expect(rig.follower?.health.drift).toBeGreaterThan(0)
  })

  it('heals within seconds while the account trades all the time', async () => {
    const test = scene()
    const rig = await startedRig(test.rig)
    test.bad = [{ asset: 'MX', raw: 'null' }]
    await rig.time.advance(15 * SECOND)
    const busy = async (seconds: number): Promise<void> => {
      for (let n = 0; n < seconds; n++) {
        rig.venue.deposit('USDT', '1')
        await rig.time.advance(SECOND)
      }
    }
    await busy(10)
    expect(rig.state.status.state).toBe('degraded')
    test.bad = []
    await busy(5)
    expect(rig.state.status.state).toBe('live')
  })

  it('is reported again when another asset becomes unreadable', async () => {
    const test = scene()
    const rig = await startedRig(test.rig)
    test.bad = [{ asset: 'MX', raw: 'null' }]
    await rig.time.advance(15 * SECOND)
    test.bad = [...test.bad, { asset: 'BTC', raw: 'null' }]
    await rig.time.advance(15 * SECOND)
    expect(rig.state.status.params).toMatchObject({ assets: 'BTC, MX' })
  })
})
