import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { startedRig, wrongAssets } from '../testing/truth.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const refusal = (): Error =>
  Object.assign(new Error('bad symbol'), { code: 'SYMBOL_NOT_TRADABLE_VIA_API', exchangeCode: 10007 })

describe('an order of a symbol that is delisted', () => {
  it('does not keep the account from being live', async () => {
    const rig = new Rig()
    rig.rewire((real) => ({
      order: (symbol, id) => {
        if (rig.venue.refused.has(symbol)) return Promise.reject(refusal())
        return real.order(symbol, id)
      },
    }))
    await startedRig(rig)
    const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await rig.time.advance(5_000)
    rig.down()
    rig.venue.cancel(id)
    rig.venue.refused.add('MXUSDT')
    await rig.time.advance(2_000)
    rig.up()
    let live = true
    await rig.time.advance(6 * HOUR)
    live = rig.state.status.state === 'live'
    expect({ live, status: rig.state.status }).toMatchObject({ live: true })
  })
  it('does not keep audits from checking balances', async () => {
    const rig = new Rig()
    rig.rewire((real) => ({
      order: (symbol, id) => {
        if (rig.venue.refused.has(symbol)) throw refusal()
        return real.order(symbol, id)
      },
    }))
    await startedRig(rig)
    const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await rig.time.advance(5_000)
    rig.fate = () => []
    rig.venue.cancel(id)
    rig.venue.refused.add('MXUSDT')
    rig.fate = () => [0]
    await rig.time.advance(HOUR)
    expect(wrongAssets(rig)).toEqual([])
  })
})
