import { unexplained } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { Rig } from './testing/rig.ts'
import { coverageAt, differences, falseClaims, startedRig } from './testing/truth.ts'

const MINUTE = 60_000

/** What the account does while its stream is down; answers when that was. */
async function inAGap(rig: Rig, act: () => void): Promise<number> {
  rig.down()
  await rig.time.advance(1_000)
  const at = rig.time.now()
  act()
  await rig.time.advance(1_000)
  rig.up()
  await rig.live()
  await rig.time.advance(MINUTE)
  return at
}

const reasons = async (rig: Rig) =>
  (await rig.store.flows()).slice(-3).map(({ reason, change }) => `${reason} ${change}`)

describe('money that came or went in a gap', () => {
  it('is booked with its reason from the exchange’s lists, and the window is repaired', async () => {
    const rig = await startedRig(new Rig())
    const before = Number(rig.state.netDeposits)
    const at = await inAGap(rig, () => {
      rig.venue.deposit('USDT', '100')
      rig.venue.deposit('USDT', '-30', 'WITHDRAW')
      rig.venue.deposit('USDT', '-5', 'CONTRACT_TRANSFER')
    })
    expect(await reasons(rig)).toEqual(['DEPOSIT 100', 'WITHDRAW -30', 'CONTRACT_TRANSFER -5'])
    expect({ paid: Number(rig.state.netDeposits) - before, open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at), deals: coverageAt(rig, 'deals', at) }).toEqual({ paid: 65, open: '0', flows: 'repaired', deals: 'repaired' }) // prettier-ignore
    expect(await differences(rig)).toEqual([])
  })

  it('is told though it leaves no sum', async () => {
    const rig = await startedRig(new Rig())
    const at = await inAGap(rig, () => {
      rig.venue.deposit('USDT', '100', 'CONTRACT_TRANSFER')
      rig.venue.deposit('USDT', '-100', 'CONTRACT_TRANSFER')
    })
    expect((await reasons(rig)).slice(-2)).toEqual(['CONTRACT_TRANSFER 100', 'CONTRACT_TRANSFER -100'])
    expect(coverageAt(rig, 'flows', at)).toBe('repaired')
  })

  it('is booked once though its row comes twice', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.listsTwice = true
    const before = Number(rig.state.netDeposits)
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '100'))
    expect({ paid: Number(rig.state.netDeposits) - before, open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at) }).toEqual({ paid: 100, open: '0', flows: 'repaired' }) // prettier-ignore
  })

  it('is not booked where no balance holds it yet: its push is still to come', async () => {
    const rig = await startedRig(new Rig())
    const before = Number(rig.state.netDeposits)
    const at = await inAGap(rig, () => {
      const time = rig.time.now()
      rig.venue.flows.push({ asset: 'USDT', amount: '100', reason: 'DEPOSIT', time, listedAt: time, doneAt: time })
    })
    expect({ paid: Number(rig.state.netDeposits) - before, open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at) }).toEqual({ paid: 0, open: '0', flows: 'unknown' }) // prettier-ignore
  })

  it('is booked beside a row that cannot be read, and the window is not claimed', async () => {
    const rig = await startedRig(new Rig())
    const before = Number(rig.state.netDeposits)
    const at = await inAGap(rig, () => {
      const time = rig.time.now()
      rig.venue.flows.push({ asset: 'MX', amount: 'much', reason: 'DEPOSIT', time, listedAt: time, doneAt: time })
      rig.venue.deposit('USDT', '100')
    })
    expect({ paid: Number(rig.state.netDeposits) - before, open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at) }).toEqual({ paid: 100, open: '0', flows: 'unknown' }) // prettier-ignore
  })

  it('is not claimed where the key may not read the lists', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.mayReadFlows = false
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '100'))
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at), claims: await falseClaims(rig, 0) }).toEqual({ open: '100', flows: 'unknown', claims: [] }) // prettier-ignore
  })

  it('of a kind that no list tells leaves its own gap unknown, and no later one', async () => {
    const rig = await startedRig(new Rig())
    const first = await inAGap(rig, () => rig.venue.deposit('USDT', '3', 'SUGAR'))
    await rig.time.advance(MINUTE)
    const second = await inAGap(rig, () => rig.venue.deposit('USDT', '7'))
    expect([first, second].map((at) => coverageAt(rig, 'flows', at))).toEqual(['unknown', 'repaired'])
    expect({ open: unexplained(rig.state, 'USDT'), claims: await falseClaims(rig, 0) }).toEqual({ open: '3', claims: [] }) // prettier-ignore
  })

  it('is one flow with the push that told of it before', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.deposit('USDT', '40')
    await rig.time.advance(1_000)
    await inAGap(rig, () => rig.venue.deposit('USDT', '41'))
    const flows = (await rig.store.flows()).filter(({ change }) => change === '40' || change === '41')
    expect(flows.map(({ change, told }) => ({ change, isNamed: told !== undefined }))).toEqual([{ change: '40', isNamed: true }, { change: '41', isNamed: true }]) // prettier-ignore
    expect(await differences(rig)).toEqual([])
  })

  it('is not claimed while a withdrawal is on its way, and is booked by the next gap’s search', async () => {
    const rig = await startedRig(new Rig())
    const first = await inAGap(rig, () => rig.venue.deposit('USDT', '-40', 'WITHDRAW', 10 * MINUTE))
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', first) }).toEqual({ open: '-40', flows: 'unknown' }) // prettier-ignore
    await rig.time.advance(12 * MINUTE)
    const second = await inAGap(rig, () => undefined)
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', second) }).toEqual({ open: '0', flows: 'repaired' }) // prettier-ignore
    expect(await differences(rig)).toEqual([])
  })

  it('is a deposit of the gap although it was seen on its chain before', async () => {
    const rig = await startedRig(new Rig())
    await rig.time.advance(60 * MINUTE)
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '100', 'DEPOSIT', 50 * MINUTE))
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at), rows: await differences(rig) }).toEqual({ open: '0', flows: 'repaired', rows: [] }) // prettier-ignore
  })

  it('is not claimed where money may have moved to other users or sub-accounts', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.movesOtherwise = true
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '100'))
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at) }).toEqual({ open: '0', flows: 'unknown' }) // prettier-ignore
  })

  it('is asked for again by the search of the next gap where the stream broke while the lists were compared', async () => {
    const rig = await startedRig(new Rig())
    rig.down()
    const at = rig.time.now()
    rig.venue.deposit('USDT', '100')
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await rig.time.advance(9_000)
    rig.down()
    expect(unexplained(rig.state, 'USDT')).toBe('100')
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect({ open: unexplained(rig.state, 'USDT'), flows: coverageAt(rig, 'flows', at) }).toEqual({ open: '0', flows: 'repaired' }) // prettier-ignore
  })

  it('is read once more where REST does not answer at first', async () => {
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
    expect({ isAskedAgain: failures > 3, flows: coverageAt(rig, 'flows', at), rows: await differences(rig) }).toEqual({ isAskedAgain: true, flows: 'repaired', rows: [] }) // prettier-ignore
  })
})

/** A rig whose lists of the wallet the test answers in its own way. */
async function rigWith(change: Parameters<Rig['rewire']>[0]): Promise<Rig> {
  const rig = new Rig()
  rig.rewire(change)
  return startedRig(rig)
}
const whyAt = (rig: Rig, at: number) => rig.state.coverage.find(({ kind, from, to = Infinity }) => kind === 'flows' && from <= at && at < to)?.reason // prettier-ignore
const flowsAt = (rig: Rig, at: number) => coverageAt(rig, 'flows', at)

describe('lists that the exchange does not give', () => {
  const refusal = (exchangeCode: number) => Object.assign(new Error('refused'), { code: 'EXCHANGE_REFUSAL', exchangeCode, httpStatus: 400 }) // prettier-ignore

  it.each([60005, 33333, 123456])('for good (%i) leave what came and went in a gap unknown, at once', async (code) => {
    const rig = await rigWith(() => ({ deposits: () => Promise.reject(refusal(code)) }))
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '-30', 'WITHDRAW'))
    expect({ flows: flowsAt(rig, at), why: whyAt(rig, at), told: (await reasons(rig)).slice(-1) }).toEqual({ flows: 'unknown', why: 'LIST_REFUSED', told: ['WITHDRAW -30'] }) // prettier-ignore
  })

  /** Answers nothing for a while. */
  async function silent(minutes: number): Promise<{ readonly rig: Rig; readonly at: number; readonly calls: () => number }> {
    let [calls, until] = [0, 0]
    const rig = await rigWith((real) => ({
      withdrawals: async (from) => {
        calls += 1
        if (rig.time.now() < until) throw Object.assign(new Error('No answer in time.'), { code: 'NETWORK_TIMEOUT' })
        return real.withdrawals(from)
      },
    }))
    until = rig.time.now() + minutes * MINUTE
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '-30', 'WITHDRAW'))
    return { rig, at, calls: () => calls }
  } // prettier-ignore

  it('for a quarter of an hour are asked again until they do, without another gap', async () => {
    const { rig, at } = await silent(15)
    await rig.time.advance(10 * MINUTE)
    expect(flowsAt(rig, at)).toBe('repairing')
    await rig.time.advance(20 * MINUTE)
    expect({ flows: flowsAt(rig, at), rows: await differences(rig) }).toEqual({ flows: 'repaired', rows: [] })
  })

  it('for hours are given up after a bounded number of tries', async () => {
    const { rig, at, calls } = await silent(600)
    await rig.time.advance(120 * MINUTE)
    expect([flowsAt(rig, at), whyAt(rig, at)]).toEqual(['unknown', 'NO_ANSWER'])
    const tries = calls()
    expect(tries).toBeLessThan(20)
    await rig.time.advance(120 * MINUTE)
    expect(calls()).toBe(tries)
  })
})

describe('a transfer that is not done', () => {
  /** The list says this of the transfers, by their number. */
  const saying = (said: Map<string, string>) =>
    rigWith((real) => ({
      transfers: async (from) => {
        const { rows, complete } = await real.transfers(from)
        return { rows: rows.map((row) => ({ ...row, status: said.get(row.tranId) ?? row.status })), complete }
      },
    }))

  it.each(['WAIT', 'FAILED'])('keeps its own push (%s): an equal one of a gap is booked beside it, once', async (status) => {
    const said = new Map<string, string>()
    const rig = await saying(said)
    const before = Number(rig.state.netDeposits)
    rig.venue.deposit('USDT', '-5', 'CONTRACT_TRANSFER')
    said.set(String(rig.venue.flows.length - 1), status)
    await rig.time.advance(5_000)
    await inAGap(rig, () => rig.venue.deposit('USDT', '-5', 'CONTRACT_TRANSFER'))
    const sums = () => ({ paid: Number(rig.state.netDeposits) - before, open: unexplained(rig.state, 'USDT') })
    expect(sums()).toEqual({ paid: -10, open: '0' })
    said.set(String(rig.venue.flows.length - 2), 'FAILED')
    rig.venue.deposit('USDT', '5', 'CONTRACT_TRANSFER')
    await inAGap(rig, () => undefined)
    expect(sums()).toEqual({ paid: -5, open: '0' })
    expect((await rig.store.flows()).filter(({ reason }) => reason === 'CONTRACT_TRANSFER')).toHaveLength(3)
  }) // prettier-ignore

  it('is not booked before it is done, and once when it is', async () => {
    const said = new Map<string, string>()
    const rig = await saying(said)
    said.set(String(rig.venue.flows.length), 'WAIT')
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '-5', 'CONTRACT_TRANSFER'))
    expect({ open: unexplained(rig.state, 'USDT'), flows: flowsAt(rig, at), why: whyAt(rig, at) }).toEqual({ open: '-5', flows: 'unknown', why: 'ON_ITS_WAY' }) // prettier-ignore
    said.clear()
    await inAGap(rig, () => undefined)
    await inAGap(rig, () => undefined)
    expect({ open: unexplained(rig.state, 'USDT'), rows: await differences(rig) }).toEqual({ open: '0', rows: [] })
  })

  it('and fails in a gap puts the gap in doubt: what left and came back stands in no list', async () => {
    const said = new Map<string, string>()
    const rig = await saying(said)
    said.set(String(rig.venue.flows.length), 'FAILED')
    const at = await inAGap(rig, () => {
      rig.venue.deposit('USDT', '-5', 'CONTRACT_TRANSFER')
      rig.venue.deposit('USDT', '5', 'SUGAR')
    })
    expect(flowsAt(rig, at)).toBe('unknown')
  })
})

describe('a withdrawal whose fee is pushed by itself', () => {
  /** The list tells 40 with a fee of 0.2 in it; the pushes tell 39.8 and 0.2. */
  const feeRig = () =>
    rigWith((real) => ({
      withdrawals: async (from) => {
        const { rows, complete } = await real.withdrawals(from)
        return { rows: rows.map((row) => ({ ...row, amount: '40', transactionFee: '0.2' })), complete }
      },
    }))
  const sums = (rig: Rig) => ({ paid: rig.state.netDeposits, open: unexplained(rig.state, 'USDT') })
  const leave = (rig: Rig): void => rig.venue.deposit('USDT', '-39.8', 'WITHDRAW')
  const fee = (rig: Rig): void => rig.venue.deposit('USDT', '-0.2', 'WITHDRAW_FEE')

  it.each([0, 60_000])('counts once, though only the fee is heard, %i ms after the gap', async (ms) => {
    const rig = await feeRig()
    rig.down()
    await rig.time.advance(1_000)
    leave(rig)
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await rig.time.advance(ms)
    fee(rig)
    await rig.time.advance(MINUTE)
    expect(sums(rig)).toEqual({ paid: '-40', open: '0' })
    await inAGap(rig, () => undefined)
    expect(sums(rig)).toEqual({ paid: '-40', open: '0' })
  })

  it('counts once, though only the fee is lost in a gap', async () => {
    const rig = await feeRig()
    leave(rig)
    await rig.time.advance(1_000)
    await inAGap(rig, () => fee(rig))
    expect(sums(rig)).toEqual({ paid: '-40', open: '0' })
    await inAGap(rig, () => undefined)
    expect(sums(rig)).toEqual({ paid: '-40', open: '0' })
  })

  it('counts once where both are lost, and where both are heard', async () => {
    const rig = await feeRig()
    await inAGap(rig, () => (leave(rig), fee(rig)))
    expect(sums(rig)).toEqual({ paid: '-40', open: '0' })
    leave(rig)
    fee(rig)
    await rig.time.advance(1_000)
    await inAGap(rig, () => undefined)
    expect(sums(rig)).toEqual({ paid: '-80', open: '0' })
  })

  it.each([12_000, 25_000])('counts once where its pushes of the gap come %i ms late', async (lateMs) => {
    const rig = await feeRig()
    rig.fate = () => [lateMs]
    leave(rig)
    fee(rig)
    rig.fate = () => [0]
    rig.down('SOCKET_CLOSED')
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await rig.time.advance(3 * MINUTE)
    expect(sums(rig)).toEqual({ paid: '-40', open: '0' })
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

  it('are two where more is unexplained besides', async () => {
    const rig = await startedRig(new Rig())
    await inAGap(rig, () => {
      rig.venue.deposit('USDT', '100')
      rig.venue.deposit('USDT', '100', 'SUGAR')
    })
    rig.venue.deposit('USDT', '100')
    await rig.time.advance(MINUTE)
    expect((await rig.store.flows()).filter(({ change, reason }) => change === '100' && reason === 'DEPOSIT')).toHaveLength(2) // prettier-ignore
    expect(unexplained(rig.state, 'USDT')).toBe('100')
  })
})
