import { describe, expect, it } from 'vitest'
import type { Allocation } from '../reports.ts'
import { visibleShares } from './visible-shares.ts'

const whole: Allocation = {
  time: 1,
  unit: 'USDT',
  total: '1000',
  items: [
    { asset: 'MX', share: '0.7', quantity: '350', value: '700' },
    { asset: 'BTC', share: '0.2', value: '200' },
    { asset: 'ETH', share: '0.1', value: '100' },
    { asset: 'ODD', share: '0' },
  ],
  unpriced: ['ODD'],
}
const view = { audience: 'viewer', maskId: (id: string) => id } as const
const without = (...names: readonly string[]) =>
  visibleShares(whole, { ...view, leavesOut: (kind, name) => kind === 'asset' && names.includes(name) })

describe('shares of what an audience sees', () => {
  it('are those of the whole where nothing is left out', () => {
    expect(visibleShares(whole, view)).toBe(whole)
  })

  it('add up to one without what is left out, so that they do not tell how much that is', () => {
    const seen = without('MX')
    expect(seen.total).toBe('300')
    expect(seen.items).toEqual([
      { asset: 'BTC', share: '0.6667', value: '200' },
      { asset: 'ETH', share: '0.3333', value: '100' },
      { asset: 'ODD', share: '0' },
    ])
    expect(JSON.stringify(seen)).not.toMatch(/1000|MX/)
  })

  it('are nothing of nothing', () => {
    expect(without('MX', 'BTC', 'ETH')).toMatchObject({ total: '0', items: [{ asset: 'ODD', share: '0' }] })
    expect(without('MX', 'BTC', 'ETH', 'ODD')).toMatchObject({ total: '0', items: [] })
  })
})
