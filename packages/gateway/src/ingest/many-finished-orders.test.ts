import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EMPTY_STATE, unexplained } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '../store/sqlite/sqlite.ts'
import { Intake } from './intake.ts'
import { Rig } from './testing/rig.ts'
import { differences, startedRig } from './testing/truth.ts'
import { Writer } from './writer.ts'

const MINUTE = 60_000
const dealEvents = (rig: Rig): readonly string[] =>
  rig.published.flatMap((e) => (e.type === 'deal.added' ? [`${e.deal.orderId} ${e.deal.tradeId} ${e.deal.side}`] : []))
const twice = (all: readonly string[]): readonly string[] => all.filter((one, i) => all.indexOf(one) !== i)

describe('after a gap with many finished orders', () => {
  it('a deal known before a gap with many finished orders is not counted twice', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.deposit('USDT', '100000')
    const first = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(first, '4')
    await rig.time.advance(5_000)
    await rig.crash()
    for (let i = 0; i < 1_100; i++) {
      rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '1', '1') ?? '', '1')
      await rig.time.advance(10)
    }
    rig.venue.fill(first, '6')
    await rig.time.advance(10)
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(30 * MINUTE)
    expect({
      deals: twice(dealEvents(rig)),
      count: rig.state.dealCount,
      mx: unexplained(rig.state, 'MX'),
      diff: (await differences(rig)).slice(0, 5),
    }).toEqual({ deals: [], count: 1_102, mx: '0', diff: [] })
  }, 120_000)
  it('over the real store, the ledger can still be written', async () => {
    const rig = await startedRig(new Rig())
    const pathOfStore = join(mkdtempSync(join(tmpdir(), 'adv-')), 'l.db')
    const store = openSqliteStore({
      path: pathOfStore,
      identity: { account: 'main', host: 'h', user: 'u' },
      newEpoch: 'abcdef0123456789',
    })
    const errors: unknown[] = []
    const log = { ...silentLog, error: (...args: unknown[]) => void errors.push(args[0]) } as never
    const writer = new Writer({
      store,
      state: EMPTY_STATE,
      now: () => rig.time.now(),
      timers: rig.time,
      log,
      publish: () => undefined,
    })
    const intake = new Intake({ writer, store, priceAt: () => undefined })
    const t = rig.time.now()
    const order = (id: string, executed: string, quantity = executed) =>
      ({
        orderId: id,
        symbol: 'MXUSDT',
        side: 'BUY',
        type: 'LIMIT',
        status: executed === quantity ? 'FILLED' : 'PARTIALLY_FILLED',
        price: '1',
        quantity,
        executedQuantity: executed,
        quoteQuantity: quantity,
        executedQuoteQuantity: executed,
        createdAt: t,
        updatedAt: t,
      }) as never
    const deal = (id: string, orderId: string, quantity: string, time = t) =>
      ({
        tradeId: id,
        orderId,
        symbol: 'MXUSDT',
        baseAsset: 'MX',
        quoteAsset: 'USDT',
        side: 'BUY',
        price: '1',
        quantity,
        quoteQuantity: quantity,
        fee: '0',
        feeAsset: 'USDT',
        isMaker: true,
        isSelfTrade: false,
        time,
      }) as never
    await writer.serial(() =>
      intake.takeReports({ orders: [order('O', '4', '10')], deals: [deal('d1', 'O', '4')], source: 'rest' }),
    )
    const more = Array.from({ length: 1_100 }, (_, i) => `P${i}`)
    await writer.serial(() =>
      intake.takeReports({
        orders: [order('O', '10'), ...more.map((id) => order(id, '1'))],
        deals: [deal('d1', 'O', '4'), ...more.map((id) => deal(`t${id}`, id, '1')), deal('d2', 'O', '6', t + 5_000)],
        source: 'rest',
      }),
    )
    let done = false
    void writer
      .serial(() =>
        intake.takeReports({
          orders: [order('O', '10')],
          deals: [deal('d1', 'O', '4'), deal('d2', 'O', '6', t + 5_000)],
          source: 'rest',
        }),
      )
      .finally(() => (done = true))
    for (let i = 0; i < 20; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      await rig.time.advance(MINUTE)
    }
    // the same after a restart
    const path = pathOfStore
    void writer.close()
    await rig.time.advance(MINUTE)
    await store.close()
    const store2 = openSqliteStore({
      path,
      identity: { account: 'main', host: 'h', user: 'u' },
      newEpoch: 'abcdef0123456789',
    })
    const writer2 = new Writer({
      store: store2,
      state: await store2.load(),
      now: () => rig.time.now(),
      timers: rig.time,
      log,
      publish: () => undefined,
    })
    const intake2 = new Intake({ writer: writer2, store: store2, priceAt: () => undefined })
    let again = false
    void writer2
      .serial(() =>
        intake2.takeReports({
          orders: [order('O', '10')],
          deals: [deal('d1', 'O', '4'), deal('d2', 'O', '6', t + 5_000)],
          source: 'rest',
        }),
      )
      .finally(() => (again = true))
    for (let i = 0; i < 20; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      await rig.time.advance(MINUTE)
    }
    expect({ afterRestart: again }).toEqual({ afterRestart: true })
    expect({ done, writing: writer.writing, error: errors[0] }).toEqual({
      done: true,
      writing: undefined,
      error: undefined,
    })
  }, 60_000)
})
