import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decimal } from '@spotdeck/exact'
import { type Deal, EMPTY_STATE, type LedgerState, type Order, unexplained } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { LedgerStore } from '@spotdeck/store'
import { openSqliteStore } from '@spotdeck/store'
import { eventsOfReports } from '../shell/ledger-ingest.ts'
import { Rig } from '../testing/rig.ts'
import { differences, startedRig, toldTwice } from '../testing/truth.ts'
import { Writer } from '../shell/writer.ts'

const MINUTE = 60_000
/** More than the state holds of finished orders. */
const MANY = 1_100

describe('many finished orders in one gap', () => {
  it.each(['before', 'after'])(
    'bring no event twice, and an order from before the gap that was filled %s them is counted once',
    async (filled) => {
      const rig = await startedRig(new Rig())
      rig.venue.deposit('USDT', '100000')
      const first = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
      rig.venue.fill(first, '4')
      await rig.time.advance(5_000)
      await rig.crash()
      if (filled === 'before') rig.venue.fill(first, '6')
      for (let i = 0; i < MANY; i++) {
        rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '1', '1') ?? '', '1')
        await rig.time.advance(10)
      }
      if (filled === 'after') rig.venue.fill(first, '6')
      await rig.time.advance(10)
      await rig.start()
      rig.up()
      await rig.live()
      await rig.time.advance(30 * MINUTE)
      const orders = rig.published.flatMap((event) =>
        event.type === 'order.updated' ? [JSON.stringify({ ...event.order, updatedAt: 0 })] : [],
      )
      expect({
        deals: toldTwice(rig),
        orders: orders.length - new Set(orders).size,
        stray: rig.state.orders.size,
        count: rig.state.dealCount,
        mx: unexplained(rig.state, 'MX'),
        rows: (await differences(rig)).slice(0, 5),
      }).toEqual({ deals: [], orders: 0, stray: 0, count: MANY + 2, mx: '0', rows: [] })
    },
  )

  it('leave a ledger on disk that can be written, at once and after a restart', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-many-')), 'ledger.db')
    const open = () =>
      openSqliteStore({ path, identity: { account: 'main', host: 'h', user: 'u' }, newEpoch: 'abcdef0123456789' })
    const store = open()
    const writer = await told(store, EMPTY_STATE, [
      { orders: [order('O', '4', '10')], deals: [deal('d1', 'O', '4')] },
      {
        orders: [order('O', '10'), ...IDS.map((id) => order(id, '1'))],
        deals: [deal('d1', 'O', '4'), ...IDS.map((id) => deal(`t${id}`, id, '1')), deal('d2', 'O', '6')],
      },
      { orders: [order('O', '10')], deals: [deal('d1', 'O', '4'), deal('d2', 'O', '6')] },
    ])
    expect(writer.state.dealCount).toBe(MANY + 2)
    await store.close()
    const reopened = open()
    const again = await told(reopened, await reopened.load(), [
      { orders: [order('O', '10')], deals: [deal('d1', 'O', '4'), deal('d2', 'O', '6')] },
    ])
    expect(again.state.dealCount).toBe(MANY + 2)
    await reopened.close()
  })
})

const IDS = Array.from({ length: MANY }, (_, i) => `P${i}`)
const AT = 1_767_225_600_000

type Told = { readonly orders: readonly Order[]; readonly deals: readonly Deal[] }

/** Folds reports into a ledger; fails where the store refuses one. */
async function told(store: LedgerStore, state: LedgerState, reports: readonly Told[]): Promise<Writer> {
  const time = new VirtualTime()
  const log = { ...silentLog, error: (fields: unknown) => expect.fail(JSON.stringify(fields)) }
  const writer = new Writer({ store, state, now: () => time.now(), timers: time, log, publish: () => undefined })
  for (const report of reports) {
    const ledger = { store, time: time.now() }
    await writer.propose((state) => eventsOfReports({ ...ledger, state }, { ...report, source: 'rest' }))
  }
  return writer
}

function order(orderId: string, executed: string, quantity = executed): Order {
  return {
    orderId,
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    status: executed === quantity ? 'FILLED' : 'PARTIALLY_FILLED',
    price: decimal('1'),
    quantity: decimal(quantity),
    executedQuantity: decimal(executed),
    quoteQuantity: decimal(quantity),
    executedQuoteQuantity: decimal(executed),
    createdAt: AT,
    updatedAt: AT,
  }
}

function deal(tradeId: string, orderId: string, quantity: string): Deal {
  return {
    tradeId,
    orderId,
    symbol: 'MXUSDT',
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side: 'BUY',
    price: decimal('1'),
    quantity: decimal(quantity),
    quoteQuantity: decimal(quantity),
    fee: decimal('0'),
    feeAsset: 'USDT',
    isMaker: true,
    isSelfTrade: false,
    time: AT,
  }
}
