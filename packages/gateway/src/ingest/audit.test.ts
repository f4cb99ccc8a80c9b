import { reconciledChange } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { audit } from './audit.ts'
import { LedgerIngest } from './ledger-ingest.ts'
import type { Reading } from './reconcile.ts'
import { symbolsOf } from './symbols.ts'
import type { Rig } from './testing/rig.ts'
import { Rig as FreshRig } from './testing/rig.ts'
import { differences, falseClaims, startedRig, wrongAssets } from './testing/truth.ts'

const MINUTE = 60_000

function lose(rig: Rig, asset: string, amount: string): void {
  const { fate } = rig
  rig.fate = () => []
  rig.venue.deposit(asset, amount)
  rig.fate = fate
}

function readingOf(rig: Rig): Reading {
  const { writer, store, time } = rig
  if (writer === undefined) throw new Error('Start the rig first.')
  const intake = new LedgerIngest({ writer, store, priceAt: () => undefined })
  return {
    exchange: rig.venue.exchange(),
    intake,
    writer,
    timers: time,
    symbols: symbolsOf([]),
    source: 'audit',
    check: () => undefined,
  }
}

/** Audits; `meanwhile` is done by the writer between the first heal and the second. */
async function auditWith(rig: Rig, meanwhile: (reading: Reading) => Promise<void>): Promise<number> {
  const reading = readingOf(rig)
  const { store } = rig
  const commit = store.commit.bind(store)
  let first = true
  store.commit = async (written) => {
    if (first && written.events.some(({ source }) => source === 'audit')) {
      first = false
      void reading.writer.serial(() => meanwhile(reading))
    }
    return commit(written)
  }
  const seen: { healed?: number } = {}
  void audit(reading, silentLog).then(({ healed }) => void (seen.healed = healed))
  await rig.time.until(() => seen.healed !== undefined, 60_000)
  return seen.healed ?? -1
}

describe('an audit', () => {
  it('never lays what it read over what was learnt since', async () => {
    const rig = await startedRig(new FreshRig())
    lose(rig, 'USDT', '5')
    lose(rig, 'MX', '5')
    const healed = await auditWith(rig, async ({ writer }) => {
      lose(rig, 'MX', '1')
      const held = writer.state.assets.get('MX')
      const truth = rig.venue.balances.get('MX')
      if (held === undefined || truth === undefined) throw new Error('MX is held.')
      const change = reconciledChange('MX', held, truth, rig.time.now())
      await writer.write([{ type: 'asset.changed', change, time: change.time, source: 'rest' }])
    })
    expect({ healed, wrong: wrongAssets(rig) }).toEqual({ healed: 1, wrong: [] })
  })

  it('leaves alone what is being read at the moment', async () => {
    const rig = await startedRig(new FreshRig())
    lose(rig, 'USDT', '5')
    lose(rig, 'MX', '5')
    const healed = await auditWith(rig, async ({ intake }) => intake.beginRead())
    expect(healed).toBe(1)
  })

  it('finds an order that was placed and cancelled while pushes were lost, and makes nothing of those on their way', async () => {
    const rig = await startedRig(new FreshRig())
    const { fate } = rig
    rig.fate = () => []
    rig.venue.cancel(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '')
    rig.fate = fate
    await rig.time.advance(10 * MINUTE)
    expect({ claims: await falseClaims(rig, 0), rows: await differences(rig) }).toEqual({ claims: [], rows: [] })
    const healed = rig.follower?.health.healed
    for (let second = 0; second < 600; second++) {
      rig.fate = () => [600]
      rig.venue.cancel(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '')
      await rig.time.advance(1_000)
    }
    expect(rig.follower?.health.healed).toBe(healed)
  })

  it('finds an order placed and cancelled while pushes were lost in a symbol neither traded nor held, when its turn comes', async () => {
    const fresh = new FreshRig()
    fresh.venue.symbols = [...Array.from({ length: 50 }, (_, index) => `COIN${index}USDT`), ...fresh.venue.symbols]
    const rig = await startedRig(fresh)
    rig.fate = () => []
    rig.venue.cancel(rig.venue.place('COIN49USDT', 'BUY', '2', '10') ?? '')
    rig.fate = () => [0]
    await rig.time.advance(16 * MINUTE)
    expect(await differences(rig)).toEqual([])
  })

  it('compares balances although open orders cannot be read', async () => {
    const rig = new FreshRig()
    let refusing = false
    rig.rewire((real) => ({
      openOrders: (symbols) => {
        if (refusing) throw Object.assign(new Error('No answer in time.'), { code: 'NETWORK_TIMEOUT' })
        return real.openOrders(symbols)
      },
    }))
    await startedRig(rig)
    refusing = true
    lose(rig, 'USDT', '5')
    await rig.time.advance(6 * MINUTE)
    expect(wrongAssets(rig)).toEqual([])
  })
})
