import { allocation } from '@spotdeck/api'
import { expect, it } from 'vitest'
import { deskOnVenue, accountIn } from '@spotdeck/gateway/testing'

it('reports allocation without prices: shares of priced assets, the others as unpriced', async () => {
  const { sdk, open, close, live, time } = deskOnVenue()
  sdk.prices.clear()
  const running = await open()
  await live(running)
  const first = allocation.parse(await accountIn(running.desk).reports.allocation())
  expect(first).toMatchObject({ total: '1000', unpriced: ['MX'] })
  expect(first.items).toEqual([{ asset: 'USDT', quantity: '1000', value: '1000', share: '1' }])
  sdk.prices.set('MXUSDT', '4')
  await time.advance(60_000)
  const later = allocation.parse(await accountIn(running.desk).reports.allocation())
  expect(later).toMatchObject({ total: '1200', unpriced: [] })
  expect(later.items.map(({ asset, share }) => [asset, share])).toEqual([
    ['USDT', '0.8333'],
    ['MX', '0.1667'],
  ])
  await close(running)
})

it('is ready as soon as the account has balances, before the first sample of equity is taken', async () => {
  const { open, close, time } = deskOnVenue()
  const running = await open()
  const hasBalances = async () => (running.desk.account('main')?.snapshot().assets.length ?? 0) > 0
  let known = false
  for (let n = 0; n < 10_000 && !known; n++) {
    await time.advance(1)
    known = await hasBalances()
  }
  expect(running.desk.account('main')?.snapshot().equity).toBeNull()
  expect(
    allocation.parse(await accountIn(running.desk).reports.allocation()).items.map(({ asset }) => asset),
  ).toContain('USDT')
  await close(running)
})
