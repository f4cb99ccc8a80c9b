import { type AssetAmount, add, decimal, multiply, negate, zero } from '@spotdeck/exact'
import {
  type EventDraft,
  type LedgerState,
  type ReportedFlow,
  EMPTY_STATE,
  FLOW_APART_MS,
  reconciledChange,
  record,
  touchedRows,
  unclassified,
} from '@spotdeck/ledger'
import { HOUR_MS } from '@spotdeck/ports'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { eventOfFlow } from '@spotdeck/store'
import { assetOfCoin, depositId } from '../flows/flow-id.ts'
import { UNSLICED } from '../slices.ts'
import { type MatchContext, matchFlows, matchManyFlows } from './match.ts'

const BIRTH = 1_700_000_000_000
const amount = (text: string) => decimal<'asset'>(text)

/** An account followed since BIRTH, over a store, that hears of flows in every way. */
class Book {
  readonly disk = new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01')
  readonly store = openMemoryStore(this.disk)
  state: LedgerState = EMPTY_STATE

  static async born(total: string): Promise<Book> {
    const book = new Book()
    const covered: EventDraft = {
      type: 'coverage.marked',
      window: { kind: 'flows', from: BIRTH, state: 'complete' },
      time: BIRTH,
      source: 'rest',
    }
    await book.write(BIRTH, book.read(total, BIRTH), covered, {
      type: 'status.changed',
      status: { state: 'live', code: 'LIVE', params: {}, since: BIRTH },
      time: BIRTH,
      source: 'rest',
    })
    return book
  }

  get held(): AssetAmount {
    return this.state.assets.get('MX')?.free ?? zero()
  }

  read(total: string, time: number): EventDraft {
    const at = (free: AssetAmount) => ({ free, locked: zero<'asset'>() })
    return {
      type: 'asset.changed',
      change: reconciledChange('MX', at(this.held), at(amount(total)), time),
      time,
      source: 'rest',
    }
  }

  async push(change: string, time: number, reason = change.startsWith('-') ? 'WITHDRAW' : 'DEPOSIT'): Promise<void> {
    const happening = this.read(add(this.held, amount(change)), time) as EventDraft & { type: 'asset.changed' }
    await this.write(time, { ...happening, change: { ...happening.change, reason }, unitPrice: decimal('2') })
  }

  /** Matches flows with what is booked, without writing the result. */
  match(told: readonly ReportedFlow[], more: Partial<MatchContext> = {}): ReturnType<typeof matchFlows> {
    const { state, store } = this
    return matchFlows(told, { state, store, source: 'rest', ...more })
  }

  /** Books a list of the exchange, read 20 hours after BIRTH, from a time without pushes. */
  async bookList(told: readonly ReportedFlow[]): Promise<void> {
    const answeredAt = BIRTH + 20 * HOUR_MS
    const verdicts = await this.match(told, { list: { answeredAt, mayBeNews: () => true } })
    await this.write(answeredAt, ...verdicts.flatMap(({ happenings }) => happenings))
  }

  async tell(
    told: readonly ReportedFlow[],
    source: 'rest' | 'import' = 'rest',
    time = BIRTH + 90 * HOUR_MS,
  ): Promise<string> {
    const verdicts = await this.match(told, { source })
    await this.write(time, ...verdicts.flatMap(({ happenings }) => happenings))
    return verdicts.map(({ verdict }) => verdict).join(' ')
  }

  async write(time: number, ...happenings: EventDraft[]): Promise<void> {
    const next = record(this.state, happenings, time)
    await this.store.commit({ events: next.events, rows: touchedRows(this.state, next.state, next.events) })
    this.state = next.state
  }

  unknown(from: number, to: number): Promise<void> {
    return this.write(to, {
      type: 'coverage.marked',
      window: { kind: 'flows', from, to, state: 'unknown' },
      time: to,
      source: 'rest',
    })
  }

  /** Prices every flow at 2, as the price job does after them. */
  async price(): Promise<void> {
    const facts = (await this.store.unpriced(1_000)).flatMap((one): EventDraft[] => {
      if (one.kind !== 'flow') return []
      const { asset, change, time } = one.flow
      const priced = { of: eventOfFlow(one.flow), asset, change, unitPrice: decimal<'USDT per unit'>('2') }
      return [{ type: 'flow.priced', flow: priced, time, source: 'inferred' }]
    })
    if (facts.length > 0) await this.write(BIRTH + 91 * HOUR_MS, ...facts)
  }

  async sums(): Promise<readonly string[]> {
    await this.price()
    expect(this.state.unpricedFlows).toEqual(new Map())
    const flows = await this.store.flows()
    expect(await this.store.verify()).toMatchObject({ ok: true })
    return [this.held, this.state.netDeposits, unclassified(this.state, 'MX'), String(flows.length)]
  }
}

const flow = (id: string, change: string, time: number, over: Partial<ReportedFlow> = {}): ReportedFlow => ({
  id,
  asset: 'MX',
  change: amount(change),
  reason: change.startsWith('-') ? 'WITHDRAW' : 'DEPOSIT',
  time,
  ...over,
})

/** Matches flows of an exchange list, some from a time without pushes. */
const listTold = async (
  book: Book,
  told: readonly ReportedFlow[],
  unheard: readonly ReportedFlow[],
  answeredAt: number,
): Promise<string> => {
  const list = { answeredAt, mayBeNews: (one: ReportedFlow) => unheard.includes(one) }
  const verdicts = await book.match(told, { list })
  return verdicts.map(({ verdict }) => verdict).join(' ')
}

describe('flows of an exchange list', () => {
  it('are never new while pushes were received, whatever else is unexplained', async () => {
    const book = await Book.born('50')
    await book.write(BIRTH + 4 * HOUR_MS, book.read('60', BIRTH + 4 * HOUR_MS))
    const told = flow('d1', '10', BIRTH + 3 * HOUR_MS)
    expect(await listTold(book, [told], [], BIRTH + 5 * HOUR_MS)).toBe('awaited')
    expect(await listTold(book, [told], [told], BIRTH + 5 * HOUR_MS)).toBe('added')
  })

  it('match a push with the deposit of its time, even if another was listed nearer to it', async () => {
    const book = await Book.born('50')
    await book.push('10', BIRTH + 10 * HOUR_MS)
    const [early, late] = [flow('a', '10', BIRTH + 8 * HOUR_MS), flow('b', '10', BIRTH + 9 * HOUR_MS)]
    expect(await listTold(book, [early, late], [early], BIRTH + 20 * HOUR_MS)).toBe('added named')
    expect(await listTold(book, [early, late], [late], BIRTH + 20 * HOUR_MS)).toBe('named added')
  })

  it('match no push before the deposit was listed, and no change after the list was read', async () => {
    const book = await Book.born('50')
    await book.push('10', BIRTH + HOUR_MS)
    await book.push('-10', BIRTH + 6 * HOUR_MS)
    const [deposit, withdrawal] = [flow('d1', '10', BIRTH + 2 * HOUR_MS), flow('w1', '-10', BIRTH + 4 * HOUR_MS)]
    expect(await listTold(book, [deposit, withdrawal], [deposit, withdrawal], BIRTH + 5 * HOUR_MS)).toBe('added added')
    expect(await listTold(book, [deposit, withdrawal], [deposit, withdrawal], BIRTH + 7 * HOUR_MS)).toBe('added named')
  })

  it('are split into a withdrawal and its fee where the ledger has one of them', async () => {
    const at = BIRTH + HOUR_MS
    const told = flow('w', '-10', at, { fee: amount('1') })
    const list = { answeredAt: at + HOUR_MS, mayBeNews: () => true }
    const parts = async (
      pushes: readonly (readonly [string, string])[],
      one = told,
      from: Partial<MatchContext> = { list },
    ) => {
      const book = await Book.born('50')
      for (const [change, reason] of pushes) await book.push(change, at, reason)
      const [match] = await book.match([one], from)
      return [match?.verdict, match?.happenings.length, match?.booked.map(({ id, change }) => `${id} ${change}`).join()]
    }
    const [net, fee] = [['-9', 'WITHDRAW'] as const, ['-1', 'WITHDRAW_FEE'] as const]
    expect(await parts([])).toEqual(['added', 1, 'w -10'])
    expect(await parts([net])).toEqual(['added', 2, 'w fee -1'])
    expect(await parts([fee])).toEqual(['added', 2, 'w -9'])
    expect(await parts([net, fee])).toEqual(['named', 2, ''])
    expect(await parts([['-10', 'WITHDRAW']])).toEqual(['named', 1, ''])
    expect(await parts([net], told, { source: 'import' })).toEqual(['named', 1, ''])
    expect(await parts([], flow('w', '-10', at))).toEqual(['added', 1, 'w -10'])
    const transfer = { ...told, reason: 'CONTRACT_TRANSFER' }
    expect(await parts([['-9', 'CONTRACT_TRANSFER']], transfer)).toEqual(['named', 1, ''])
  })

  it('are committed in one order: names of known ones, then new ones by time', async () => {
    const book = await Book.born('50')
    await book.push('10', BIRTH + 3 * HOUR_MS)
    const [late, known, early] = [
      flow('late', '4', BIRTH + 9 * HOUR_MS),
      flow('known', '10', BIRTH + 3 * HOUR_MS),
      flow('early', '3', BIRTH + 8 * HOUR_MS),
    ]
    const { state, store } = book
    const list = { answeredAt: BIRTH + 20 * HOUR_MS, mayBeNews: (one: ReportedFlow) => one !== known }
    const { drafts } = await matchManyFlows([late, known, early], { state, store, source: 'rest', list }, UNSLICED)
    expect(drafts.map((draft) => draft.type === 'flow.told' && draft.flow.id)).toEqual(['known', 'early', 'late'])
  })

  it('match the push of their own time before another', async () => {
    const book = await Book.born('50')
    await book.push('-10', BIRTH + 2 * HOUR_MS)
    const [unheard, heard] = [flow('w1', '-10', BIRTH + HOUR_MS), flow('w2', '-10', BIRTH + 2 * HOUR_MS)]
    expect(await listTold(book, [unheard, heard], [unheard], BIRTH + 5 * HOUR_MS)).toBe('added named')
  })
})

describe('one deposit, written in several ways,', () => {
  const named = (txId: string, coin = 'MX'): ReportedFlow =>
    flow(depositId(txId, assetOfCoin(coin), BIRTH + HOUR_MS), '10', BIRTH + HOUR_MS, { txId })
  const gap = async (total: string): Promise<Book> => {
    const book = await Book.born('50')
    await book.unknown(BIRTH + HOUR_MS, BIRTH + 3 * HOUR_MS)
    await book.write(BIRTH + 3 * HOUR_MS, book.read(total, BIRTH + 3 * HOUR_MS))
    return book
  }
  const listed = (book: Book, told: ReportedFlow) => listTold(book, [told], [told], BIRTH + 5 * HOUR_MS)

  it.each(['0xABC:0', '0xabc', ' 0xAbC ', '0xabc:0 '])('is known again as %j', async (txId) => {
    const book = await gap('70')
    expect(await book.tell([named('0xABC:0')])).toBe('added')
    expect(await listed(book, named(txId))).toBe('known')
    expect(await listed(book, named(txId, 'MX-ERC20'))).toBe('known')
    expect(await book.tell([flow('file', '10', BIRTH + HOUR_MS, { txId })], 'import')).toBe('known')
    expect(await book.sums()).toEqual(['70', '20', '10', '1'])
  })

  it('is not another payment of its transaction', async () => {
    const book = await gap('70')
    expect(await book.tell([named('0xabc:0'), named('0xabc:1')])).toBe('added added')
    expect(await listed(book, named('0xABC:1'))).toBe('known')
    expect(await book.sums()).toEqual(['70', '40', '0', '2'])
  })

  it.each(['told', 'named'] as const)('is known in a ledger that an older version wrote (%s)', async (how) => {
    const book = how === 'told' ? await gap('70') : await Book.born('50')
    if (how === 'named') await book.push('10', BIRTH + 2 * HOUR_MS)
    const old = { ...named('0xABC:0'), id: `deposit 0xABC:0 MX-ERC20 ${BIRTH + HOUR_MS}` }
    expect(await book.tell([old])).toBe(how === 'told' ? 'added' : 'named')
    expect(await listed(book, named('0xABC:0', 'MX-ERC20'))).toBe('known')
    expect(await listed(book, old)).toBe('known')
    expect((await book.sums()).at(-1)).toBe('1')
  })
})

describe('two withdrawals with equal fees, each with one of its two pushes received,', () => {
  it('each have the fee of their own time', async () => {
    const book = await Book.born('100')
    const [first, second] = [BIRTH + HOUR_MS, BIRTH + HOUR_MS + 50_000]
    await book.push('-1', first, 'WITHDRAW_FEE')
    await book.push('-20', second)
    await book.write(second + 1_000, book.read('44', second + 1_000))
    const told = [flow('a', '-35', first, { fee: amount('1') }), flow('b', '-21', second, { fee: amount('1') })]
    await book.bookList(told)
    const flows = (await book.store.flows()).map(
      ({ told, change, held }) => `${told?.id} ${change} ${held === undefined ? 'pushed' : 'listed'}`,
    )
    expect(flows.sort()).toEqual(['a -34 listed', 'a fee -1 pushed', 'b -20 pushed', 'b fee -1 listed'])
    expect(await book.sums()).toEqual(['44', '-112', '0', '4'])
  })
})

describe('a deposit that was listed hours before it was booked', () => {
  it('is held since the read that found it, not since another in between', async () => {
    const book = await Book.born('50')
    await book.unknown(BIRTH + HOUR_MS, BIRTH + 9 * HOUR_MS)
    await book.write(BIRTH + 3 * HOUR_MS, book.read('48', BIRTH + 3 * HOUR_MS))
    await book.write(BIRTH + 6 * HOUR_MS, book.read('58', BIRTH + 6 * HOUR_MS))
    await book.write(BIRTH + 9 * HOUR_MS, book.read('73', BIRTH + 9 * HOUR_MS))
    const told = [flow('a', '10', BIRTH + HOUR_MS), flow('b', '10', BIRTH + 2 * HOUR_MS)]
    await book.bookList(told)
    const since = (await book.store.flows()).map(
      ({ told, held }) => `${told?.id} ${((held?.since ?? 0) - BIRTH) / HOUR_MS}`,
    )
    expect(since.sort()).toEqual(['a 6', 'b 9'])
  })
})

describe('reported flows', () => {
  it('are new if no push was received, and known when they are reported again', async () => {
    const book = await Book.born('50')
    await book.unknown(BIRTH + HOUR_MS, BIRTH + 2 * HOUR_MS)
    await book.write(BIRTH + 2 * HOUR_MS, book.read('60', BIRTH + 2 * HOUR_MS))
    const told = [flow('d1', '10', BIRTH + HOUR_MS + 60_000)]
    expect(await book.tell(told)).toBe('added')
    expect(await book.tell(told)).toBe('known')
    expect(await book.sums()).toEqual(['60', '20', '0', '1'])
    expect(await book.store.flows()).toMatchObject([
      { told: { id: 'd1', source: 'rest' }, held: { since: BIRTH + 2 * HOUR_MS } },
    ])
  })

  it('match their push, each push once; a flow without a push is new', async () => {
    const book = await Book.born('50')
    await book.push('10', BIRTH + HOUR_MS)
    await book.push('10', BIRTH + 3 * HOUR_MS)
    await book.write(BIRTH + 4 * HOUR_MS, book.read('80', BIRTH + 4 * HOUR_MS))
    const told = [
      flow('a', '10', BIRTH + HOUR_MS),
      flow('b', '10', BIRTH + 2 * HOUR_MS),
      flow('c', '10', BIRTH + 3.9 * HOUR_MS),
    ]
    expect(await book.tell(told)).toBe('named named added')
    expect(await book.tell(told)).toBe('known known known')
    expect(await book.sums()).toEqual(['80', '60', '0', '3'])
  })

  it('are pending while nothing is unexplained, and counted when their push arrives', async () => {
    const book = await Book.born('50')
    const told = [flow('d1', '10', BIRTH + HOUR_MS)]
    expect(await book.tell(told)).toBe('awaited')
    await book.push('10', BIRTH + HOUR_MS + 2_000)
    expect(await book.tell(told)).toBe('named')
    expect(await book.sums()).toEqual(['60', '20', '0', '1'])
  })

  it('from before the first start explain the opening balance', async () => {
    const book = await Book.born('50')
    expect(await book.tell([flow('d1', '40', BIRTH - 900 * HOUR_MS), flow('w1', '-10', BIRTH - 800 * HOUR_MS)])).toBe(
      'added added',
    )
    expect(await book.sums()).toEqual(['50', '60', '0', '2'])
    expect(book.state.books.get('MX')?.opening).toBe('20')
  })

  it('match imported rows by transaction id, or by amount and time', async () => {
    const book = await Book.born('50')
    await book.write(BIRTH + 4 * HOUR_MS, book.read('20', BIRTH + 4 * HOUR_MS))
    expect(
      await book.tell([
        flow('w1', '-40', BIRTH + HOUR_MS, { fee: amount('0.2'), txId: 'abc:0' }),
        flow('d1', '10', BIRTH + 2 * HOUR_MS),
      ]),
    ).toBe('added added')
    const file = [flow('f1', '-39.8', BIRTH + HOUR_MS, { txId: 'ABC' }), flow('f2', '10', BIRTH + 3 * HOUR_MS)]
    expect(await book.tell(file, 'import')).toBe('known known')
    expect(await book.tell([flow('f3', '-39.8', BIRTH + HOUR_MS)], 'import')).toBe('known')
    expect(await book.sums()).toEqual(['20', '-60', '0', '2'])
  })

  it('count once each, from any source, in any order, for any number of reports', async () => {
    const one = fc.record({
      units: fc.integer({ min: -3, max: 3 }).filter((units) => units !== 0),
      how: fc.constantFrom('push', 'lost', 'past'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 8 }), fc.infiniteStream(fc.nat(99)), async (flows, dice) => {
        const book = await Book.born('1000')
        const roll = (): number => Number(dice.next().value)
        const told: ReportedFlow[] = []
        let [net, past] = [zero<'asset'>(), zero<'asset'>()]
        let time = BIRTH + HOUR_MS
        for (const [index, { units, how }] of flows.entries()) {
          time += 2 * FLOW_APART_MS
          const change = amount(String(units))
          net = add(net, change)
          if (how === 'past') past = add(past, change)
          if (how === 'push') await book.push(change, time)
          if (how === 'lost') {
            await book.unknown(time - 60_000, time + 60_000)
            await book.write(time, book.read(add(book.held, change), time))
          }
          told.push(flow(`f${index}`, change, how === 'past' ? BIRTH - time + BIRTH : time - 1_000 * (roll() % 50)))
          if (roll() % 3 === 0)
            await book.tell(
              told.filter(() => roll() % 2 === 0),
              'rest',
              time + 1,
            )
        }
        await book.tell(told, 'rest', time + 2)
        await book.tell(
          told.map((one) => ({ ...one, id: `file ${one.id}` })),
          'import',
          time + 3,
        )
        expect(await book.sums()).toEqual([
          add(amount('1000'), add(net, negate(past))),
          multiply(net, amount('2')),
          '0',
          String(flows.length),
        ])
      }),
      { numRuns: 60 },
    )
  })
})
