import { unexplained } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { flowsToldLast, inAGap } from '../testing/gap.ts'
import { Rig } from '../testing/rig.ts'
import { coverageAt, differences, falseClaims, startedRig } from '../testing/truth.ts'

const MINUTE = 60_000

describe('a flow in a gap', () => {
  it('is booked with its reason from the exchange’s lists, and the window is repaired', async () => {
    const rig = await startedRig(new Rig())
    const before = Number(rig.state.netDeposits)
    const at = await inAGap(rig, () => {
      rig.venue.deposit('USDT', '100')
      rig.venue.deposit('USDT', '-30', 'WITHDRAW')
      rig.venue.deposit('USDT', '-5', 'CONTRACT_TRANSFER')
    })
    expect(await flowsToldLast(rig)).toEqual(['DEPOSIT 100', 'WITHDRAW -30', 'CONTRACT_TRANSFER -5'])
    expect({
      paid: Number(rig.state.netDeposits) - before,
      open: unexplained(rig.state, 'USDT'),
      flows: coverageAt(rig, 'flows', at),
      deals: coverageAt(rig, 'deals', at),
    }).toEqual({ paid: 65, open: '0', flows: 'repaired', deals: 'repaired' })
    expect(await differences(rig)).toEqual([])
  })

  it('is booked even if the flows of the gap cancel out', async () => {
    const rig = await startedRig(new Rig())
    const at = await inAGap(rig, () => {
      rig.venue.deposit('USDT', '100', 'CONTRACT_TRANSFER')
      rig.venue.deposit('USDT', '-100', 'CONTRACT_TRANSFER')
    })
    expect((await flowsToldLast(rig)).slice(-2)).toEqual(['CONTRACT_TRANSFER 100', 'CONTRACT_TRANSFER -100'])
    expect(coverageAt(rig, 'flows', at)).toBe('repaired')
  })

  it('is booked once though its row comes twice', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.listsTwice = true
    const before = Number(rig.state.netDeposits)
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '100'))
    expect({
      paid: Number(rig.state.netDeposits) - before,
      open: unexplained(rig.state, 'USDT'),
      flows: coverageAt(rig, 'flows', at),
    }).toEqual({ paid: 100, open: '0', flows: 'repaired' })
  })

  it('is not booked while no balance contains it: its push is still to come', async () => {
    const rig = await startedRig(new Rig())
    const before = Number(rig.state.netDeposits)
    const at = await inAGap(rig, () => {
      const time = rig.time.now()
      rig.venue.flows.push({ asset: 'USDT', amount: '100', reason: 'DEPOSIT', time, listedAt: time, doneAt: time })
    })
    expect({
      paid: Number(rig.state.netDeposits) - before,
      open: unexplained(rig.state, 'USDT'),
      flows: coverageAt(rig, 'flows', at),
    }).toEqual({ paid: 0, open: '0', flows: 'unknown' })
  })

  it('is booked beside a row that cannot be read, and the window is not claimed', async () => {
    const rig = await startedRig(new Rig())
    const before = Number(rig.state.netDeposits)
    const at = await inAGap(rig, () => {
      const time = rig.time.now()
      rig.venue.flows.push({ asset: 'MX', amount: 'much', reason: 'DEPOSIT', time, listedAt: time, doneAt: time })
      rig.venue.deposit('USDT', '100')
    })
    expect({
      paid: Number(rig.state.netDeposits) - before,
      open: unexplained(rig.state, 'USDT'),
      flows: coverageAt(rig, 'flows', at),
    }).toEqual({ paid: 100, open: '0', flows: 'unknown' })
  })

  it('is not claimed as complete if the key may not read the lists', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.mayReadFlows = false
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '100'))
    expect({
      open: unexplained(rig.state, 'USDT'),
      flows: coverageAt(rig, 'flows', at),
      claims: await falseClaims(rig, 0),
    }).toEqual({ open: '100', flows: 'unknown', claims: [] })
  })

  it('of a kind that is in no list leaves its own gap unknown, and no later one', async () => {
    const rig = await startedRig(new Rig())
    const first = await inAGap(rig, () => rig.venue.deposit('USDT', '3', 'SUGAR'))
    await rig.time.advance(MINUTE)
    const second = await inAGap(rig, () => rig.venue.deposit('USDT', '7'))
    expect([first, second].map((at) => coverageAt(rig, 'flows', at))).toEqual(['unknown', 'repaired'])
    expect({ open: unexplained(rig.state, 'USDT'), claims: await falseClaims(rig, 0) }).toEqual({
      open: '3',
      claims: [],
    })
  })

  it('is one flow with its earlier push', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.deposit('USDT', '40')
    await rig.time.advance(1_000)
    await inAGap(rig, () => rig.venue.deposit('USDT', '41'))
    const flows = (await rig.store.flows()).filter(({ change }) => change === '40' || change === '41')
    expect(flows.map(({ change, told }) => ({ change, isNamed: told !== undefined }))).toEqual([
      { change: '40', isNamed: true },
      { change: '41', isNamed: true },
    ])
    expect(await differences(rig)).toEqual([])
  })

  it('is not claimed while a withdrawal is on its way, and is booked by the next gap’s search', async () => {
    const rig = await startedRig(new Rig())
    const first = await inAGap(rig, () => rig.venue.deposit('USDT', '-40', 'WITHDRAW', 10 * MINUTE))
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', first) }).toEqual({
      open: '-40',
      flows: 'unknown',
    })
    await rig.time.advance(12 * MINUTE)
    const second = await inAGap(rig, () => undefined)
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', second) }).toEqual({
      open: '0',
      flows: 'repaired',
    })
    expect(await differences(rig)).toEqual([])
  })

  it('is a deposit of the gap although it was pending before', async () => {
    const rig = await startedRig(new Rig())
    await rig.time.advance(60 * MINUTE)
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '100', 'DEPOSIT', 50 * MINUTE))
    expect({
      open: unexplained(rig.state, 'USDT'),
      flows: coverageAt(rig, 'flows', at),
      rows: await differences(rig),
    }).toEqual({ open: '0', flows: 'repaired', rows: [] })
  })

  it('is not claimed where money may have moved to other users or sub-accounts', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.movesOtherwise = true
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '100'))
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at) }).toEqual({
      open: '0',
      flows: 'unknown',
    })
  })

  it('is asked for again by the search of the next gap where the stream broke while the lists were compared', async () => {
    const rig = await startedRig(new Rig())
    rig.down()
    const at = rig.time.now()
    rig.venue.deposit('USDT', '100')
    await rig.time.advance(1_000)
    rig.up()
    await rig.time.advance(8_000)
    rig.down()
    expect(unexplained(rig.state, 'USDT')).toBe('100')
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at) }).toEqual({
      open: '0',
      flows: 'repaired',
    })
  })

  it('is read again if REST does not answer at first', async () => {
    const rig = await startedRig(new Rig())
    let failures = 0
    rig.rewire((real) => ({
      withdrawals: async (from) => {
        if (failures++ < 3) throw Object.assign(new Error('No answer in time.'), { code: 'NETWORK_TIMEOUT' })
        return real.withdrawals(from)
      },
    }))
    await rig.crash()
    rig.venue.deposit('USDT', '-30', 'WITHDRAW')
    const at = rig.time.now()
    await rig.time.advance(1_000)
    await rig.start()
    rig.up()
    await rig.live()
    await rig.time.advance(2 * MINUTE)
    expect({ isAskedAgain: failures > 3, flows: coverageAt(rig, 'flows', at), rows: await differences(rig) }).toEqual({
      isAskedAgain: true,
      flows: 'repaired',
      rows: [],
    })
  })
})

describe('two equal deposits, one in a gap and one just after it', () => {
  const both = async (rig: Rig): Promise<readonly unknown[]> => {
    const flows = (await rig.store.flows()).filter(({ change }) => change === '100')
    return [flows.length, unexplained(rig.state, 'USDT'), rig.state.netDeposits, await differences(rig)]
  }
  /** The first in the gap; the second once the account is live again, its push so much later. */
  async function twice(lateMs: number): Promise<Rig> {
    const rig = await startedRig(new Rig())
    rig.down()
    rig.venue.deposit('USDT', '100')
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await rig.time.advance(4_000)
    rig.fate = () => [lateMs]
    rig.venue.deposit('USDT', '100')
    rig.fate = () => [0]
    await rig.time.advance(2 * MINUTE)
    return rig
  }

  it.each([0, 400, 8_000, 25_000, 60_000])('are two, with the push of the second %i ms late', async (lateMs) => {
    expect(await both(await twice(lateMs))).toEqual([2, '0', '200', []])
  })

  it.each([12_000, 25_000, 60_000])(
    'are two, with the push of the first %i ms late and that of the second at once',
    async (lateMs) => {
      const rig = await startedRig(new Rig())
      rig.fate = () => [lateMs]
      rig.venue.deposit('USDT', '100')
      rig.fate = () => [0]
      rig.down('SOCKET_CLOSED')
      await rig.time.advance(1_000)
      rig.up()
      await rig.live()
      await rig.time.advance(3_000)
      rig.venue.deposit('USDT', '100')
      await rig.time.advance(3 * MINUTE)
      expect(await both(rig)).toEqual([2, '0', '200', []])
    },
  )

  it('are two if more is unexplained', async () => {
    const rig = await startedRig(new Rig())
    await inAGap(rig, () => {
      rig.venue.deposit('USDT', '100')
      rig.venue.deposit('USDT', '100', 'SUGAR')
    })
    rig.venue.deposit('USDT', '100')
    await rig.time.advance(MINUTE)
    expect(
      (await rig.store.flows()).filter(({ change, reason }) => change === '100' && reason === 'DEPOSIT'),
    ).toHaveLength(2)
    expect(unexplained(rig.state, 'USDT')).toBe('100')
  })
})
