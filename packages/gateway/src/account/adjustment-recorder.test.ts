import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Deal, type ReportedFlow, unadjusted } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSqliteStore } from '@spotdeck/store'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { type Money, ToldAccount } from './testing/told-account.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const identity = { account: 'main', host: 'h', user: 'u' }
const memory = () => openMemoryStore(new MemoryDisk(identity, 'abcdef01'))
const usdt = (amount: string): Money => ({ asset: 'USDT', amount })
const mx = (amount: string): Money => ({ asset: 'MX', amount })

describe('an unexplained adjustment', () => {
  it('is neither gain nor loss, before and after it is explained', async () => {
    const account = await ToldAccount.born(memory())
    await account.minute()
    const flow = await account.unheard(usdt('1000'))
    await account.minute()
    account.priced('3')
    await account.minute()
    const before = await account.growth()
    expect(before.end).toMatchObject({ total: '3500', netDeposits: '0', netUnexplained: '1000' })
    expect(before.growth).toMatchObject({ timeWeightedReturn: '0.166667', maxDrawdown: '0' })
    await account.told(flow)
    const after = await account.growth()
    expect(after).toEqual({
      ...before,
      end: { ...before.end, time: after.end?.time, netDeposits: '1000', netUnexplained: '0' },
    })
  })

  it('is never counted twice, and a pending trade is not taken for it', async () => {
    const account = await ToldAccount.born(memory())
    await account.minute()
    const deal = await account.buys('10', false)
    await account.minute()
    // Nobody knows yet: 20 USDT went, 10 MX came, which changes nothing.
    expect((await account.growth()).growth).toMatchObject({ timeWeightedReturn: '0', maxDrawdown: '0' })
    account.priced('3')
    await account.minute()
    await account.learns(deal)
    await account.minute()
    expect([...account.state.notes]).toEqual([])
    expect((await account.growth()).growth).toMatchObject({ timeWeightedReturn: '0.255', maxDrawdown: '0' })
  })

  it('changes no growth while its time is unknown, and is reversed when the balance arrives', async () => {
    const account = await ToldAccount.born(memory())
    await account.minute()
    const deal = await account.buysUnbalanced('10')
    await account.minute()
    expect([...account.state.notes.values()].map(({ since }) => since)).toEqual([0, 0])
    expect((await account.growth()).growth).toMatchObject({ timeWeightedReturn: '0', maxDrawdown: '0' })
    await account.audited(deal)
    account.priced('3')
    await account.minute()
    expect([...account.state.notes]).toEqual([])
    expect((await account.growth()).growth).toMatchObject({ timeWeightedReturn: '0.255', maxDrawdown: '0' })
  })

  it('is recorded with the read that shows it, and is no gain where its price is known later', async () => {
    const account = await ToldAccount.born(memory())
    await account.minute()
    account.hasPrices = false
    await account.unheard(mx('500'))
    expect([...account.state.notes.values()]).toMatchObject([{ asset: 'MX', change: '500' }])
    expect([...unadjusted(account.state)]).toEqual([])
    const { growth, end } = await account.growth()
    expect([growth.timeWeightedReturn, end?.return]).toEqual(['0', '0'])
    account.hasPrices = true
    await account.minute()
    expect([...account.state.notes.values()]).toMatchObject([{ change: '500', unitPrice: '2' }])
    expect(await account.growth()).toMatchObject({
      growth: { timeWeightedReturn: '0' },
      end: { netUnexplained: '1000' },
    })
  })

  const money = fc.record({
    asset: fc.constantFrom('USDT', 'MX'),
    amount: fc.tuple(fc.constantFrom('', '', '-'), fc.integer({ min: 1, max: 90 })).map((parts) => parts.join('')),
  })
  const event = fc.oneof(
    fc.record({ kind: fc.constantFrom('heard', 'unheard', 'odd'), money }),
    fc.constant({ kind: 'told' as const }),
    fc.record({ kind: fc.constant('buys' as const), quantity: fc.integer({ min: 1, max: 9 }), isHeard: fc.boolean() }),
    fc.integer({ min: 100, max: 400 }).map((cents) => ({ kind: 'priced' as const, price: String(cents / 100) })),
  )
  type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

  /** The same history where all is told at once, and where some is found later, or by a gateway that knows of notes at last. */
  async function run(events: readonly Event[], how: 'at once' | 'later' | 'at last'): Promise<ToldAccount> {
    const account = await ToldAccount.born(memory(), how !== 'at last')
    const flows: ReportedFlow[] = []
    const deals: Deal[] = []
    await account.minute()
    for (const one of events) {
      if (one.kind === 'priced') account.priced(one.price)
      else if (one.kind === 'heard' || ((one.kind === 'unheard' || one.kind === 'odd') && how === 'at once'))
        await account.heard(one.money)
      else if (one.kind === 'odd') await account.odd(one.money)
      else if (one.kind === 'unheard') flows.push(await account.unheard(one.money))
      else if (one.kind === 'buys' && (one.isHeard || how === 'at once')) await account.buys(String(one.quantity), true)
      else if (one.kind === 'buys') deals.push(await account.buys(String(one.quantity), false))
      else if (how !== 'at once') for (const flow of flows.splice(0, 1)) await account.told(flow)
      await account.minute()
      // A search finds deals some minutes later.
      if (deals.length > 1) for (const deal of deals.splice(0, 1)) await account.learns(deal)
    }
    for (const deal of deals) await account.learns(deal)
    await account.minute()
    return account
  }

  async function isAsToldAtOnce(events: readonly Event[], how: 'later' | 'at last'): Promise<void> {
    const [truth, account] = [await run(events, 'at once'), await run(events, how)]
    await account.settled()
    const again = await ToldAccount.reopened(account.store, account)
    for (const one of [truth, again]) await one.minute()
    const [told, { growth, end }] = [await truth.growth(), await again.growth()]
    expect(growth).toEqual(told.growth)
    expect(Number(end?.netDeposits) + Number(end?.netUnexplained)).toBeCloseTo(Number(told.end?.netDeposits), 6)
    expect([...unadjusted(again.state)]).toEqual([])
    expect(await again.store.verify()).toMatchObject({ ok: true })
  }
  const histories = fc.array(event, { minLength: 1, maxLength: 10 })

  it('does not show in return, drawdown, days and index, over random histories', async () => {
    await fc.assert(
      fc.asyncProperty(histories, (events) => isAsToldAtOnce(events, 'later')),
      { numRuns: 13 * RUNS },
    )
  })

  it('is computed from the history of a ledger without adjustments, unless amounts cancel out', async () => {
    // No two sums of these are equal.
    const apart = (events: readonly Event[]) =>
      events.map((one, n): Event =>
        one.kind === 'unheard' || one.kind === 'odd'
          ? {
              ...one,
              money: { ...one.money, amount: `${one.money.amount.startsWith('-') ? '-' : ''}${3 ** n / 1_000}` },
            }
          : one,
      )
    await fc.assert(
      fc.asyncProperty(histories, (events) => isAsToldAtOnce(apart(events), 'at last')),
      { numRuns: 13 * RUNS },
    )
  })
})

describe('a ledger of a version without adjustments', () => {
  it('is opened: adjustments are computed from its history, and its hash chain stays valid', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-noting-')), 'main.db')
    const open = () => openSqliteStore({ path, identity, newEpoch: 'abcdef01' })
    const old = await ToldAccount.born(open(), false)
    await old.minute()
    await old.unheard(usdt('500'))
    await old.minute()
    const known = await old.unheard(mx('100'))
    await old.minute()
    await old.told(known)
    await old.unheard(usdt('-40'))
    await old.minute()
    await old.settled()
    await old.store.close()
    const store = open()
    const now = await ToldAccount.reopened(store, old)
    await now.minute()
    const { growth, end } = await now.growth()
    expect(growth).toMatchObject({ timeWeightedReturn: '0', maxDrawdown: '0', drawdown: '0' })
    expect(end).toMatchObject({ total: '2660', netDeposits: '200', netUnexplained: '460' })
    expect(await store.verify()).toMatchObject({ ok: true })
    await store.close()
  })
})
