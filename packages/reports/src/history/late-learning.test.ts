import {
  type AssetAmount,
  absolute,
  add,
  compare,
  decimal,
  fromInteger,
  multiply,
  subtract,
  sum,
  zero,
} from '@spotdeck/exact'
import {
  type Deal,
  type EventDraft,
  type LedgerState,
  type UnitPrice,
  type Value,
  EMPTY_STATE,
  dealEffects,
  pricesOfDeal,
  record,
  reconciledChange,
  touchedRows,
} from '@spotdeck/ledger'
import { type Unpriced, eventOfFlow } from '@spotdeck/store'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { VirtualTime } from '@spotdeck/ports/virtual'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RealizedPnlBook } from '../profit/realized-pnl-book.ts'

const BIRTH = 1_700_000_000_000
const HELD = decimal<'asset'>('1000000')
const ASSETS = ['USDT', 'BTC', 'MX'] as const
type Asset = (typeof ASSETS)[number]

/** USDT for one unit: another one at every time. */
const priceAt = (asset: string, time: number): UnitPrice =>
  asset === 'USDT' ? decimal('1') : fromInteger((asset === 'BTC' ? 500 : 20) + (Math.floor(time / 7_000) % 9))

type Step = { readonly kind: 'flow' | 'deal'; readonly asset: Asset; readonly quantity: number; readonly buys: boolean }

function draftOf({ kind, asset, quantity, buys }: Step, index: number): EventDraft {
  const time = BIRTH + 10_000 + index * 7_000
  const amount = fromInteger<'asset'>(buys ? quantity : -quantity)
  if (kind === 'flow') {
    const reason = buys ? 'DEPOSIT' : 'WITHDRAW'
    return { type: 'flow.told', flow: { id: `f${index}`, asset, change: amount, reason, time }, time, source: 'import' }
  }
  const quoteAsset = asset === 'MX' ? 'BTC' : 'USDT'
  const baseAsset = asset === 'USDT' ? 'BTC' : asset
  const deal: Deal = {
    tradeId: `${index}X1`,
    orderId: `o${index}`,
    symbol: `${baseAsset}${quoteAsset}`,
    baseAsset,
    quoteAsset,
    side: buys ? 'BUY' : 'SELL',
    price: decimal('3'),
    quantity: fromInteger(quantity),
    quoteQuantity: fromInteger(3 * quantity),
    fee: decimal('0.5'),
    feeAsset: ASSETS[index % 3] ?? 'USDT',
    isMaker: false,
    isSelfTrade: false,
    time,
  }
  const whole = { ...deal, ...pricesOfDeal(deal) }
  return { type: 'deal.added', deal: whole, namedBy: 'rest', time, source: 'import' }
}

function factOf(one: Unpriced): EventDraft {
  if (one.kind === 'deal') {
    const { orderId, tradeId, side, time } = one.deal
    const prices = pricesOfDeal(one.deal, (asset) => priceAt(asset, time))
    return { type: 'deal.priced', orderId, tradeId, side, prices, time, source: 'inferred' }
  }
  const { asset, change, time } = one.flow
  const flow = { of: eventOfFlow(one.flow), asset, change, unitPrice: priceAt(asset, time) }
  return { type: 'flow.priced', flow, time, source: 'inferred' }
}

/** A ledger that holds much of everything, its profit book, and what its known entries make of the balances. */
class Account {
  readonly #store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01'))
  readonly #book = new RealizedPnlBook(this.#store, new VirtualTime())
  readonly #totals = new Map<string, AssetAmount>()
  #state: LedgerState = EMPTY_STATE

  async begin(): Promise<void> {
    const none = { free: zero<'asset'>(), locked: zero<'asset'>() }
    const status = { state: 'live', code: 'LIVE', params: {}, since: BIRTH } as const
    const head = { time: BIRTH, source: 'rest' } as const
    for (const asset of ASSETS) {
      const change = reconciledChange(asset, none, { free: HELD, locked: zero() }, BIRTH)
      await this.write({ type: 'asset.changed', change, ...head })
    }
    await this.write({ type: 'status.changed', status, ...head })
    const time = BIRTH - 10_000
    for (const asset of ASSETS) {
      const flow = { id: `first ${asset}`, asset, change: HELD, reason: 'DEPOSIT', time }
      await this.write({ type: 'flow.told', flow, time, source: 'import' })
    }
  }

  async write(...drafts: readonly EventDraft[]): Promise<void> {
    const { state, events } = record(this.#state, drafts, BIRTH + 10_000_000)
    await this.#store.commit({ events, rows: touchedRows(this.#state, state, events) })
    this.#state = state
    this.#book.take(events, state)
    for (const draft of drafts) {
      const effects =
        draft.type === 'flow.told' ? [draft.flow] : draft.type === 'deal.added' ? dealEffects(draft.deal) : []
      for (const { asset, change } of effects)
        this.#totals.set(asset, add(this.#totals.get(asset) ?? zero<'asset'>(), change))
    }
  }

  /** Records the prices of what waits, as far as `isChosen`. */
  async price(isChosen: () => boolean): Promise<void> {
    for (const one of await this.#store.unpriced(1_000)) if (isChosen()) await this.write(factOf(one))
  }

  /** Equity less opening, net deposits, realized and unrealized; `undefined` while something has no price. */
  async rest(): Promise<Value | undefined> {
    if ((await this.#store.unpriced(1)).length > 0) return undefined
    const now = BIRTH + 5_000_000
    await this.#book.settle(() => this.#state)
    const priceOf = (asset: string): UnitPrice => priceAt(asset, now)
    const equity = sum([...this.#totals].map(([asset, total]) => multiply<'USDT'>(total, priceOf(asset))))
    const parts = [this.#book.opening, this.#state.netDeposits, this.#book.realized, this.#book.unrealized(priceOf)]
    return subtract(equity, sum(parts))
  }
}

it('is opening, net deposits, realized and unrealized at every moment, whatever is learned in which order, and priced when', async () => {
  const step = fc.record({
    kind: fc.constantFrom('flow' as const, 'deal' as const),
    asset: fc.constantFrom(...ASSETS),
    quantity: fc.integer({ min: 1, max: 90 }),
    buys: fc.boolean(),
  })
  const history = fc.array(step, { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(history, fc.infiniteStream(fc.nat(99)), async (steps, dice) => {
      const roll = (): number => Number(dice.next().value)
      const account = new Account()
      await account.begin()
      const learned = steps.map(draftOf).map((draft) => ({ draft, place: roll() }))
      for (const { draft } of learned.sort((a, b) => a.place - b.place)) {
        await account.write(draft)
        await account.price(() => roll() % 2 === 0)
        const rest = await account.rest()
        if (rest !== undefined) expect(compare(absolute(rest), decimal<'USDT'>('0.000000001'))).toBe(-1)
      }
      await account.price(() => true)
      const rest = await account.rest()
      expect(rest).toBeDefined()
      expect(compare(absolute(rest ?? decimal<'USDT'>('1')), decimal<'USDT'>('0.000000001'))).toBe(-1)
    }),
    { numRuns: 30 },
  )
})
