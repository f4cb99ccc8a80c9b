import type { Market } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { fakeMarket } from './testing/fake-desk.ts'
import { type AudienceLimits, createViews } from './views.ts'

const MINUTE_MS = 60_000

/** Views by `limits`; `lists` counts how often the markets were listed. */
function viewed(limits: AudienceLimits | undefined, markets: readonly Market[] = []) {
  const state = { now: 0, lists: 0, markets }
  const views = createViews({
    maskIdOf: (account) => (id) => `${account} ${id}`,
    limits,
    markets: () => {
      state.lists += 1
      return state.markets
    },
    clock: { now: () => state.now },
  })
  const hides = (name: string, kind: 'asset' | 'symbol' = 'symbol') =>
    views.of('main', 'viewer').leavesOut?.(kind, name)
  return { views, state, hides }
}

describe('what an audience sees of an account', () => {
  it('has ids masked for the account', () => {
    expect(viewed(undefined).views.of('main', 'viewer').maskId('7')).toBe('main 7')
  })

  it('is everything where the configuration hides no name', () => {
    for (const limits of [undefined, {}, { viewer: {} }, { viewer: { withoutAssets: [], withoutSymbols: [] } }]) {
      const { views } = viewed(limits)
      expect([views.of('main', 'viewer').leavesOut, views.isLimited('viewer')]).toEqual([undefined, false])
    }
  })

  it('is limited for the named audience alone, and never for the owner', () => {
    const { views } = viewed({ public: { withoutSymbols: ['MXUSDT'] } })
    const limited = (['owner', 'viewer', 'public'] as const).filter((audience) => views.isLimited(audience))
    expect(limited).toEqual(['public'])
    expect(views.of('main', 'owner').leavesOut).toBeUndefined()
    expect(viewed({ viewer: { withoutAssets: ['MX'] } }).views.isLimited('viewer')).toBe(true)
    expect(viewed({ viewer: { withoutAssets: ['MX'], withoutSymbols: ['BTCUSDT'] } }).views.isLimited('viewer')).toBe(
      true,
    )
  })

  it('lacks a hidden symbol, but not its assets', () => {
    const { hides, state } = viewed({ viewer: { withoutSymbols: ['MXUSDT'] } })
    expect([hides('MXUSDT'), hides('MXUSDC'), hides('MX', 'asset'), hides('MXUSDT', 'asset')]).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(state.lists).toBe(0)
  })

  it('lacks a hidden asset and every market with it, as base or as quote', () => {
    const market = (symbol: string, baseAsset: string, quoteAsset: string) => ({
      ...fakeMarket,
      symbol,
      baseAsset,
      quoteAsset,
    })
    const { hides } = viewed({ viewer: { withoutAssets: ['MX', 'XMR'] } }, [
      market('MXUSDT', 'MX', 'USDT'),
      market('BTCMX', 'BTC', 'MX'),
      market('MXCUSDT', 'MXC', 'USDT'),
      market('BTCUSDT', 'BTC', 'USDT'),
    ])
    expect([hides('MX', 'asset'), hides('XMR', 'asset'), hides('BTC', 'asset')]).toEqual([true, true, false])
    expect(['MXUSDT', 'BTCMX', 'MXCUSDT', 'BTCUSDT'].map((symbol) => hides(symbol))).toEqual([true, true, false, false])
  })

  it('lacks an unlisted market whose name begins or ends with a hidden asset, until it is listed', () => {
    const { hides, state } = viewed({ viewer: { withoutAssets: ['MX'] } })
    expect(['MXCUSDT', 'BTCMX', 'AMXB'].map((symbol) => hides(symbol))).toEqual([true, true, false])
    expect(state.lists).toBe(1)
    state.markets = [{ ...fakeMarket, symbol: 'MXCUSDT', baseAsset: 'MXC' }]
    state.now = MINUTE_MS - 1
    expect([hides('MXCUSDT'), state.lists]).toEqual([true, 1])
    state.now = MINUTE_MS
    expect([hides('MXCUSDT'), state.lists]).toEqual([false, 2])
    state.now = 9 * MINUTE_MS
    expect([hides('MXCUSDT'), state.lists]).toEqual([false, 2])
  })
})
