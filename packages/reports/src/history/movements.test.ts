import { flow, movement, page } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { traded, accountIn } from '@spotdeck/gateway/testing'

describe('movements and flows', () => {
  it('name the order, deal or flow of every change of a balance', async () => {
    const { desk, running, venue, time, close } = await traded()
    const kept = venue.place('MXUSDT', 'BUY', '2', '30') ?? ''
    await time.advance(60_000)
    venue.fill(kept, '10')
    await time.advance(5_000)
    venue.cancel(kept)
    venue.move('USDT', '-7', '7', 'WITHDRAW')
    await time.advance(5_000)
    venue.move('USDT', '0', '-7', 'WITHDRAW')
    await time.advance(5_000)
    const { reports } = accountIn(desk)
    const { items } = page(movement).parse(await reports.movements({ limit: 1_000 }))
    const deal = venue.deals.at(-1)
    const of = { orderId: kept, symbol: 'MXUSDT', side: 'BUY', price: '2' }
    const traces = { ...of, tradeId: deal?.tradeId, fee: '0.01', feeAsset: 'USDT' }
    const flowId = (await reports.flows({ limit: 1, kind: 'withdrawal' })).items[0]?.id
    const left = { flowId, flowState: 'completed' }
    expect(items.slice(0, 6)).toMatchObject([
      { asset: 'USDT', lockedChange: '-7', ...left },
      { asset: 'USDT', lockedChange: '7', ...left },
      { asset: 'USDT', lockedChange: '-40', ...of },
      { asset: 'MX', freeChange: '10', ...traces },
      { asset: 'USDT', freeChange: '-0.01', ...traces },
      { asset: 'USDT', lockedChange: '60', ...of },
    ])
    const unnamed = items.filter((item) => item.orderId === undefined && item.flowId === undefined)
    expect(new Set(unnamed.map(({ reason }) => reason))).toEqual(new Set(['RECONCILED']))
    expect(items.find(({ reason }) => reason === 'DEPOSIT')).not.toHaveProperty('orderId')
    await close(running)
  })

  it('count a withdrawal once that is frozen first, with its state', async () => {
    const { desk, running, venue, time, close, span } = await traded()
    const read = async () => {
      const { reports } = accountIn(desk)
      const { items } = page(flow).parse(await reports.flows({ limit: 10, kind: 'withdrawal' }))
      const { byKind, net } = await reports.flowsSummary({ ...span, to: time.now() + 1 })
      const sums = byKind.find(({ kind }) => kind === 'withdrawal')
      const rows = items.map(({ state, amount, change, value }) => [state, amount, change, value])
      return { rows, sums, net, netDeposits: desk.account('main')?.snapshot().equity?.netDeposits }
    }
    venue.move('USDT', '-100', '100', 'WITHDRAW')
    await time.advance(130_000)
    expect(await read()).toEqual({
      rows: [['frozen', '-100', '0', '0']],
      sums: { kind: 'withdrawal', count: 1, in: '0', out: '0' },
      net: '500',
      netDeposits: '500',
    })
    venue.move('USDT', '0', '-100', 'WITHDRAW')
    await time.advance(130_000)
    expect(await read()).toEqual({
      rows: [['completed', '-100', '-100', '-100']],
      sums: { kind: 'withdrawal', count: 1, in: '0', out: '100' },
      net: '400',
      netDeposits: '400',
    })
    await close(running)
  })

  it('count a withdrawal that is given back once, and as nothing that left', async () => {
    for (const locked of ['100', '0']) {
      const { desk, running, venue, time, close, span } = await traded()
      venue.move('USDT', '-100', locked, 'WITHDRAW')
      await time.advance(130_000)
      venue.move('USDT', '100', locked === '0' ? '0' : '-100', 'WITHDRAW')
      await time.advance(130_000)
      const { reports } = accountIn(desk)
      expect((await reports.flows({ limit: 10, kind: 'withdrawal' })).items).toMatchObject([
        { state: 'returned', amount: '-100', change: '0', value: '0' },
      ])
      const { byKind, net } = await reports.flowsSummary({ ...span, to: time.now() + 1 })
      expect(byKind.find(({ kind }) => kind === 'withdrawal')).toMatchObject({ count: 0, in: '0', out: '0' })
      expect([net, desk.account('main')?.snapshot().equity?.netDeposits]).toEqual(['500', '500'])
      await close(running)
    }
  })
})
