import { marketEnvelope } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import type { DeskBatch } from '@spotdeck/edge'
import type { RunningDesk } from './open-desk.ts'
import { accountIn } from './testing/account-in.ts'
import { deskOnVenue } from './testing/desk-on-venue.ts'

describe('a market', () => {
  const marketIn = ({ desk }: RunningDesk) => desk.markets().find(({ symbol }) => symbol === 'MXUSDT')
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2', quantity: '5' } as const
  const noticesIn = (batches: readonly DeskBatch[]) =>
    batches.flatMap((batch) => (batch.kind === 'market' ? batch.events : [])).filter(({ topic }) => topic === 'notices')

  it('that the exchange closes, and opens again, is told within 30 s', async () => {
    const { time, sdk, open, close, live } = deskOnVenue()
    const running = await open()
    await live(running)
    const batches: DeskBatch[] = []
    running.desk.subscribe((batch) => batches.push(batch))
    await time.advance(60_000)
    sdk.closed.add('MXUSDT')
    const closedAt = time.now()
    await time.until(() => marketIn(running)?.apiTrading === false, 30_000)
    await time.advance(1_000)
    const [told] = accountIn(running.desk).notices()
    expect(told).toMatchObject({ code: 'ACCOUNT_API_OFF', symbols: ['MXUSDT'], held: ['MX'] })
    const seenAfter = (told?.effectiveAt ?? 0) - closedAt
    expect([seenAfter > 0, seenAfter < 16_000]).toEqual([true, true])
    sdk.closed.clear()
    await time.until(() => marketIn(running)?.apiTrading === true, 30_000)
    await time.advance(1_000)
    expect(accountIn(running.desk).notices()).toEqual([])
    expect(noticesIn(batches).map((event) => marketEnvelope.parse(event).type)).toEqual([
      'notice.added',
      'notice.ended',
    ])
    await close(running)
  })

  it('that was closed before the gateway started is told without a time', async () => {
    const { sdk, open, close, live } = deskOnVenue()
    sdk.closed.add('MXUSDT')
    const running = await open()
    await live(running)
    const [told] = accountIn(running.desk).notices()
    expect([told?.code, told?.effectiveAt]).toEqual(['ACCOUNT_API_OFF', undefined])
    await close(running)
  })

  it('is known to be closed at once where an order was refused for that, and open where one was taken', async () => {
    const { time, sdk, open, close, live } = deskOnVenue()
    const running = await open()
    await live(running)
    await time.advance(3_000)
    const place = async (clientOrderId: string) => {
      const placed = accountIn(running.desk).trading?.place({ ...order, clientOrderId })
      await time.advance(100)
      return placed
    }
    sdk.closed.add('MXUSDT')
    expect(await place('c1')).toMatchObject({ outcome: 'rejected', exchangeCode: 10007 })
    expect(marketIn(running)?.apiTrading).toBe(false)
    sdk.closed.clear()
    expect(await place('c2')).toMatchObject({ outcome: 'placed' })
    await time.advance(2_000)
    expect(marketIn(running)?.apiTrading).toBe(true)
    await close(running)
  })

  it('is read once in two seconds at most, however many orders are refused', async () => {
    const { time, sdk, open, close, live } = deskOnVenue()
    const running = await open()
    await live(running)
    await time.advance(3_000)
    sdk.closed.add('MXUSDT')
    const before = sdk.calls.filter((name) => name === 'exchangeInfo').length
    for (let sent = 0; sent < 40; sent++) {
      void accountIn(running.desk).trading?.place({ ...order, clientOrderId: `c${sent}` })
      await time.advance(250)
    }
    expect(sdk.calls.filter((name) => name === 'exchangeInfo').length - before).toBeLessThanOrEqual(6)
    await close(running)
  })
})
