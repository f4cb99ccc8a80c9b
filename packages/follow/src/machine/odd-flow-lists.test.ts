import { unexplained } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { flowsToldLast, inAGap } from '../testing/gap.ts'
import { Rig } from '../testing/rig.ts'
import { coverageAt, differences, startedRig } from '../testing/truth.ts'

const MINUTE = 60_000

/** A rig whose lists of the wallet the test answers in its own way. */
async function rigWith(change: Parameters<Rig['rewire']>[0]): Promise<Rig> {
  const rig = new Rig()
  rig.rewire(change)
  return startedRig(rig)
}
const whyAt = (rig: Rig, at: number) =>
  rig.state.coverage.find(({ kind, from, to = Infinity }) => kind === 'flows' && from <= at && at < to)?.reason
const flowsAt = (rig: Rig, at: number) => coverageAt(rig, 'flows', at)

describe('flow lists that cannot be read', () => {
  const refusal = (exchangeCode: number) =>
    Object.assign(new Error('refused'), { code: 'EXCHANGE_REFUSAL', exchangeCode, httpStatus: 400 })

  it.each([60005, 33333, 123456])('for good (%i) leave what came and went in a gap unknown, at once', async (code) => {
    const rig = await rigWith(() => ({ deposits: () => Promise.reject(refusal(code)) }))
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '-30', 'WITHDRAW'))
    expect({ flows: flowsAt(rig, at), why: whyAt(rig, at), told: (await flowsToldLast(rig)).slice(-1) }).toEqual({
      flows: 'unknown',
      why: 'LIST_REFUSED',
      told: ['WITHDRAW -30'],
    })
  })

  /** Answers nothing for a while. */
  async function silent(
    minutes: number,
  ): Promise<{ readonly rig: Rig; readonly at: number; readonly calls: () => number }> {
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
  }

  it('for 15 minutes are read again until they succeed, without another gap', async () => {
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

describe('deposits that are listed without a transaction', () => {
  const nameless = () =>
    rigWith((real) => ({
      deposits: async (from) => {
        const { rows, complete } = await real.deposits(from)
        return { rows: rows.map((row) => ({ ...row, txId: ' ' })), complete }
      },
    }))

  it('are distinguished by their time, and matched with pushes by amount alone', async () => {
    const rig = await nameless()
    const before = Number(rig.state.netDeposits)
    rig.venue.deposit('USDT', '7')
    await rig.time.advance(5_000)
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '100'))
    expect({
      paid: Number(rig.state.netDeposits) - before,
      open: unexplained(rig.state, 'USDT'),
      flows: flowsAt(rig, at),
    }).toEqual({ paid: 107, open: '0', flows: 'repaired' })
  })

  it('leave the gap unknown if two at one time differ in their amounts alone', async () => {
    const rig = await nameless()
    const at = await inAGap(rig, () => {
      rig.venue.deposit('USDT', '100')
      rig.venue.deposit('USDT', '30')
    })
    await rig.time.advance(MINUTE)
    expect([flowsAt(rig, at), whyAt(rig, at)]).toEqual(['unknown', 'LIST_UNREADABLE'])
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

  it.each(['WAIT', 'FAILED'])(
    'keeps its own push (%s): an equal one of a gap is booked beside it, once',
    async (status) => {
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
    },
  )

  it('is not booked before it is done, and once when it is', async () => {
    const said = new Map<string, string>()
    const rig = await saying(said)
    said.set(String(rig.venue.flows.length), 'WAIT')
    const at = await inAGap(rig, () => rig.venue.deposit('USDT', '-5', 'CONTRACT_TRANSFER'))
    expect({ open: unexplained(rig.state, 'USDT'), flows: flowsAt(rig, at), why: whyAt(rig, at) }).toEqual({
      open: '-5',
      flows: 'unknown',
      why: 'ON_ITS_WAY',
    })
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

describe('a withdrawal whose fee has a push of its own', () => {
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
