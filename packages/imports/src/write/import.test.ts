import { importPreview } from '@spotdeck/api'
import { decimal, roundDown, subtract } from '@spotdeck/exact'
import { unclassified } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { Rig, differences, falseClaims, startedRig } from '@spotdeck/follow/testing'
import { dealsFile, depositsFile, namedDealsFile, request, wallClock } from '../testing/files.ts'
import { importerOf } from '../testing/importer-of.ts'

const MINUTE = 60_000

const windows = (rig: Rig, state: string) =>
  rig.state.coverage.filter((one) => one.kind === 'deals' && one.state === state)

/** Known deals on both sides of a gap in which a symbol traded of which REST does not speak. */
async function withHole(seed = 1): Promise<Rig> {
  const rig = await startedRig(new Rig(seed))
  const { venue, time } = rig
  const fill = (symbol: string, side: 'BUY' | 'SELL', price: string, quantity: string): void =>
    venue.fill(venue.place(symbol, side, price, quantity) ?? '', quantity)
  fill('MXUSDT', 'BUY', '2', '10')
  await time.advance(10 * MINUTE)
  rig.down()
  await time.advance(MINUTE)
  venue.refused.add('ETHUSDT')
  fill('ETHUSDT', 'BUY', '5', '3')
  fill('ETHUSDT', 'BUY', '5', '3')
  await time.advance(MINUTE)
  fill('ETHUSDT', 'SELL', '6', '6')
  await time.advance(MINUTE)
  rig.up()
  await rig.live()
  await time.advance(10 * MINUTE)
  fill('MXUSDT', 'SELL', '2.5', '4')
  await time.advance(10 * MINUTE)
  return rig
}

/** Deals, not orders: a fills export says nothing of orders that REST does not tell. */
const dealDifferences = async (rig: Rig): Promise<readonly string[]> =>
  (await differences(rig)).filter((row) => !row.includes('order '))

describe('a gap in coverage', () => {
  it('is closed by an export with trade ids: the ledger equals the truth, and a second import adds nothing', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    expect(windows(rig, 'unknown').some(({ from }) => from > 0)).toBe(true)
    expect((await dealDifferences(rig)).length).toBeGreaterThan(0)
    const balances = [...rig.state.assets]
    const shown = importPreview.parse(await importer.preview(request(namedDealsFile(rig.venue.deals))))
    expect(shown).toMatchObject({
      kind: 'deals',
      rows: 5,
      added: 3,
      known: 2,
      conflicting: 0,
      rejectedCount: 0,
      missing: [],
    })
    expect(shown.closes).toHaveLength(1)
    const applied = await importer.apply(shown.importId)
    expect(applied).toMatchObject({ added: 3, known: 2 })
    expect(await dealDifferences(rig)).toEqual([])
    expect(await falseClaims(rig, 0)).toEqual([])
    expect([...rig.state.assets]).toEqual(balances)
    const [closed] = shown.closes
    const inside = (closed?.from ?? 0) + 1_000
    expect(
      rig.state.coverage.find((one) => one.kind === 'deals' && one.from <= inside && inside < (one.to ?? Infinity))
        ?.state,
    ).toBe('repaired')
    const events = rig.published.filter((event) => event.type === 'deal.added' && event.source === 'import')
    expect(events.map(({ seq }) => seq)).toEqual([
      applied.events?.from,
      (applied.events?.from ?? 0) + 1,
      applied.events?.to,
    ])
    const { seq } = rig.state
    const again = await importer.preview(request(namedDealsFile(rig.venue.deals)))
    expect(again).toMatchObject({ added: 0, known: 5, closes: [] })
    expect(await importer.apply(again.importId)).toEqual({ added: 0, known: 5, events: null })
    expect(rig.state.seq).toBe(seq)
  })

  it('is closed by MEXC’s export without trade ids: equal fills stay separate and are not added twice', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    const shown = await importer.preview(request(dealsFile(rig.venue.deals)))
    expect(shown).toMatchObject({ rows: 5, added: 3, known: 2, conflicting: 0, rejectedCount: 0, timeZone: '+00:00' })
    await importer.apply(shown.importId)
    const held = await rig.store.deals({ limit: 100 })
    const said = (deals: readonly { symbol: string; quantity: string; fee: string }[]) =>
      deals.map((deal) => `${deal.symbol} ${deal.quantity} ${deal.fee}`).sort()
    expect(said(held)).toEqual(said(rig.venue.deals))
    const again = await importer.preview(request(dealsFile(rig.venue.deals)))
    expect(again).toMatchObject({ added: 0, known: 5 })
    expect(await rig.store.verify()).toMatchObject({ ok: true })
  })

  it('a placeholder deal is replaced when the exchange reports the deal with its trade id', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    await importer.apply((await importer.preview(request(dealsFile(rig.venue.deals)))).importId)
    const named = await importer.preview(request(namedDealsFile(rig.venue.deals)))
    expect(named).toMatchObject({ added: 0, known: 5, conflicting: 0 })
    await importer.apply(named.importId)
    rig.venue.refused.clear()
    rig.down()
    rig.up()
    await rig.live()
    await rig.time.advance(10 * MINUTE)
    expect(await dealDifferences(rig)).toEqual([])
  })
})

describe('a contradiction', () => {
  it('is shown by row, and nothing is imported', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    const [first, ...rest] = rig.venue.deals
    if (first === undefined) throw new Error('No deal.')
    const wrong = await importer.preview(request(namedDealsFile([{ ...first, price: '1.5' }, ...rest])))
    expect(wrong).toMatchObject({ conflicting: 1, closes: [] })
    expect(wrong.rejected).toMatchObject([
      { row: 2, code: 'CONTRADICTS_LEDGER', params: { field: 'price', known: '2', value: '1.5' } },
    ])
    const { seq } = rig.state
    await expect(importer.apply(wrong.importId)).rejects.toMatchObject({ code: 'IMPORT_CONTRADICTS' })
    expect(rig.state.seq).toBe(seq)
  })

  /** The export's fees, with two digits instead of all. */
  const shortFees = (deals: Rig['venue']['deals']) =>
    deals.map((deal) => ({ ...deal, fee: roundDown(decimal<'asset'>(deal.fee), 2) }))

  it('knows the fills of a file that shows fewer digits of their fees', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    await importer.apply((await importer.preview(request(namedDealsFile(rig.venue.deals)))).importId)
    for (const file of [dealsFile, namedDealsFile]) {
      const shown = await importer.preview(request(file(shortFees(rig.venue.deals))))
      expect(shown).toMatchObject({ added: 0, known: 5, conflicting: 0 })
    }
  })

  it('is reported for a fee that no rounding explains, and nothing is added', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    await importer.apply((await importer.preview(request(namedDealsFile(rig.venue.deals)))).importId)
    const wrongFees = rig.venue.deals.map((deal) => ({ ...deal, fee: decimal<'asset'>('999') }))
    for (const file of [dealsFile, namedDealsFile]) {
      const shown = await importer.preview(request(file(wrongFees)))
      expect(shown).toMatchObject({ added: 0, known: 0, conflicting: 5 })
      expect(shown.rejected[0]).toMatchObject({ code: 'CONTRADICTS_LEDGER', params: { field: 'fee', value: '999' } })
    }
  })

  it('has two deals of two fills once the exchange tells those that a file with fewer digits of the fees brought', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    await importer.apply((await importer.preview(request(dealsFile(shortFees(rig.venue.deals))))).importId)
    expect(await rig.store.deals({ limit: 100 })).toHaveLength(5)
    const told = await importer.preview(request(namedDealsFile(rig.venue.deals)))
    await importer.apply(told.importId)
    expect(await rig.store.deals({ limit: 100 })).toHaveLength(5)
    expect(await dealDifferences(rig)).toEqual([])
  })

  it('reports a wrong time zone when a complete ledger lacks the fills', async () => {
    const rig = await withHole()
    await rig.time.advance(60 * MINUTE)
    const last = rig.venue.deals.at(-1)
    if (last === undefined) throw new Error('No deal.')
    const shown = await importerOf(rig).preview(request(dealsFile([{ ...last, time: last.time + 30 * MINUTE }])))
    expect(shown.rejected).toMatchObject([{ row: 2, code: 'MISSING_IN_LEDGER' }])
  })

  it('refuses a row without ids in a span that an import repaired, and that lacks it: it would be counted twice or made up', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    const gap = windows(rig, 'unknown').find(({ from }) => from > 0)
    const inside = rig.venue.deals.find(({ symbol }) => symbol === 'ETHUSDT')
    if (inside === undefined || gap === undefined) throw new Error('There is no gap with a deal.')
    const other = dealsFile([{ ...inside, quantity: '7', quoteQuantity: '35' }])
    expect(await importer.preview(request(other))).toMatchObject({ added: 1, conflicting: 0 })
    await importer.apply((await importer.preview(request(namedDealsFile(rig.venue.deals)))).importId)
    const repaired = windows(rig, 'repaired').some(({ from, to = 0 }) => from <= inside.time && inside.time < to)
    expect(repaired).toBe(true)
    const shown = await importer.preview(request(other))
    expect(shown).toMatchObject({ added: 0, conflicting: 1, rejected: [{ row: 2, code: 'MISSING_IN_LEDGER' }] })
  })

  it('refuses rows by reason and takes the others', async () => {
    const rig = await withHole()
    const file = [
      'Pairs,Time,Side,Filled Price,Executed Amount,Total,Fee,Role',
      'MX_USDT,not a time,Buy,2,10,20,0.01USDT,Taker',
      'MX_USDT,2026-01-01 00:00:00,up,2,10,20,0.01USDT,Taker',
      'MX_USDT,2026-01-01 00:00:00,Buy,two,10,20,0.01USDT,Taker',
      'MX_USDT,2026-01-01 00:00:00,Buy,=1+1,10,20,0.01USDT,Taker',
      'MX_USDT,2999-01-01 00:00:00,Buy,2,10,20,0.01USDT,Taker',
      'WHAT,2026-01-01 00:00:00,Buy,2,10,20,0.01USDT,Taker',
      'MX_USDT,,Buy,2,10,20,0.01USDT,Taker',
    ].join('\n')
    const shown = await importerOf(rig).preview(request(file))
    expect(shown.rejected.map(({ row, code }) => `${row} ${code}`)).toEqual([
      '2 NOT_A_TIME',
      '3 NOT_A_SIDE',
      '4 NOT_A_NUMBER',
      '5 FORMULA',
      '6 IN_THE_FUTURE',
      '7 UNKNOWN_MARKET',
      '8 FIELD_EMPTY',
    ])
    expect(shown.rejectedCount).toBe(7)
  })
})

describe('previews', () => {
  it('are kept for minutes, and few at a time', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    const first = await importer.preview(request(dealsFile(rig.venue.deals)))
    for (let more = 0; more < 4; more++) await importer.preview(request(dealsFile(rig.venue.deals)))
    await expect(importer.apply(first.importId)).rejects.toMatchObject({ code: 'IMPORT_GONE' })
    const second = await importer.preview(request(dealsFile(rig.venue.deals)))
    await rig.time.advance(second.expiresAt - rig.time.now())
    await expect(importer.apply(second.importId)).rejects.toMatchObject({ code: 'IMPORT_GONE' })
  })

  it('list the missing columns, and accept the user’s mapping', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    const file = dealsFile(rig.venue.deals).replace('Executed Amount', 'How much')
    const shown = await importer.preview(request(file, { kind: 'deals' }))
    expect(shown).toMatchObject({ missing: ['quantity'], rows: 5, ignored: 5 })
    await expect(importer.apply(shown.importId)).rejects.toMatchObject({ code: 'IMPORT_COLUMNS_MISSING' })
    expect(await importer.preview(request(file, { kind: 'deals', mapping: { quantity: 'How much' } }))).toMatchObject({
      missing: [],
      added: 3,
    })
    await expect(importer.preview(request(file, { mapping: { quantity: 'nothing' } }))).rejects.toMatchObject({
      code: 'IMPORT_MAPPING_WRONG',
    })
    await expect(importer.preview(request(file, { timeZone: 'Mars/Base' }))).rejects.toMatchObject({
      code: 'IMPORT_ZONE_UNKNOWN',
      params: { zone: 'Mars/Base' },
    })
    await expect(importer.preview(request('a,b\n1,2'))).rejects.toMatchObject({ code: 'IMPORT_KIND_UNKNOWN' })
  })
})

describe('orders', () => {
  it('of a gap are added by their ids, and known ones compared', async () => {
    const rig = await withHole()
    const importer = importerOf(rig)
    const ended = [...rig.venue.orders.values()].filter(({ status }) => status === 'FILLED')
    const row = (one: (typeof ended)[number]): string =>
      [
        one.id,
        one.symbol,
        wallClock(one.createdAt),
        'Limit',
        one.side,
        one.price,
        one.price,
        one.executed,
        one.quantity,
        'Filled',
      ].join('\t')
    const file = [
      'Order ID\tPairs\tTime\tType\tDirection\tAverage Filled Price\tOrder Price\tFilled Quantity\tOrder Quantity\tStatus',
      ...ended.map(row),
    ].join('\n')
    const shown = await importer.preview(request(file))
    expect(shown).toMatchObject({ kind: 'orders', rows: 5, added: 3, known: 2, conflicting: 0, rejectedCount: 0 })
    await importer.apply(shown.importId)
    await importer.apply((await importer.preview(request(namedDealsFile(rig.venue.deals)))).importId)
    expect(await differences(rig)).toEqual([])
    expect(await importer.preview(request(file))).toMatchObject({ added: 0, known: 5 })
  })
})

describe('deposits and withdrawals', () => {
  const WITHDRAWALS =
    'UID,Status,Time(UTC+00:00),Crypto,Network,Request Amount,Withdrawal Address,memo,TxID,Trading Fee,Settlement Amount,Withdrawal Descriptions'
  const withdrawals = (...rows: readonly (readonly [time: number, asset: string, amount: string])[]): string =>
    [
      WITHDRAWALS,
      ...rows.map(
        ([time, asset, amount], i) =>
          `1,Withdrawal Successful,${wallClock(time)},${asset},TRC20,${amount},Txyz,--,wx${i},1,--,--`,
      ),
    ].join('\n')
  const open = (rig: Rig) => ['USDT', 'MX', 'ETH'].map((asset) => unclassified(rig.state, asset))

  it('in a gap are added with their ids, once: no balance changes, nothing stays unclassified', async () => {
    const rig = await startedRig(new Rig())
    rig.venue.mayReadFlows = false
    rig.venue.deposit('MX', '7')
    await rig.time.advance(30 * MINUTE)
    rig.down()
    await rig.time.advance(MINUTE)
    const [came, went] = [rig.time.now(), rig.time.now() + MINUTE]
    rig.venue.deposit('USDT', '100')
    await rig.time.advance(MINUTE)
    rig.venue.deposit('USDT', '-40', 'WITHDRAW')
    await rig.time.advance(MINUTE)
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect(open(rig)).toEqual(['60', '0', '0'])
    const [balances, net] = [[...rig.state.assets], rig.state.netDeposits]
    const importer = importerOf(rig)
    const file = depositsFile([came - 33 * MINUTE, 'MX', '7'], [came, 'USDT', '100'])
    const shown = importPreview.parse(await importer.preview(request(file)))
    expect(shown).toMatchObject({ kind: 'deposits', rows: 2, added: 1, known: 1, conflicting: 0, rejectedCount: 0 })
    expect(await importer.apply(shown.importId)).toMatchObject({ added: 1, known: 1 })
    const gone = await importer.preview(request(withdrawals([went, 'USDT', '40'])))
    expect(gone).toMatchObject({ kind: 'withdrawals', added: 1, known: 0, conflicting: 0 })
    await importer.apply(gone.importId)
    expect([open(rig), [...rig.state.assets]]).toEqual([['0', '0', '0'], balances])
    expect(subtract(rig.state.netDeposits, net)).toBe('60')
    for (const again of [file, withdrawals([went, 'USDT', '40'])]) {
      const { importId, added } = await importer.preview(request(again))
      expect(added).toBe(0)
      const { n } = rig.state
      await importer.apply(importId)
      expect(rig.state.n).toBe(n)
    }
    expect(
      (await rig.store.history('flows', { limit: 9, asset: 'USDT' })).map(({ type, source }) => `${type} ${source}`),
    ).toEqual(expect.arrayContaining(['flow.told import']))
    expect(await rig.store.verify()).toMatchObject({ ok: true })
  })

  it('in a gap that the exchange’s lists reported are known', async () => {
    const rig = await startedRig(new Rig())
    rig.down()
    const at = rig.time.now()
    rig.venue.deposit('USDT', '100')
    rig.venue.deposit('USDT', '-40', 'WITHDRAW')
    await rig.time.advance(MINUTE)
    rig.up()
    await rig.live()
    await rig.time.advance(MINUTE)
    expect(open(rig)).toEqual(['0', '0', '0'])
    for (const file of [depositsFile([at, 'USDT', '100']).replace('tx0', 'tx2'), withdrawals([at, 'USDT', '40'])])
      expect(await importerOf(rig).preview(request(file))).toMatchObject({ added: 0, known: 1, conflicting: 0 })
  })

  it('from before the first start explain the opening balance and count as net deposits', async () => {
    const rig = await startedRig(new Rig())
    const importer = importerOf(rig)
    const before = rig.state.books.get('USDT')?.opening
    const shown = await importer.preview(request(depositsFile([rig.time.now() - 60 * 24 * 60 * MINUTE, 'USDT', '250'])))
    expect(shown).toMatchObject({ added: 1, conflicting: 0 })
    await importer.apply(shown.importId)
    expect(subtract(before ?? decimal<'asset'>('0'), rig.state.books.get('USDT')?.opening ?? decimal('0'))).toBe('250')
    expect([open(rig), rig.state.netDeposits]).toEqual([['0', '0', '0'], '250'])
  })

  it('that a complete ledger lacks are a contradiction, and nothing is written', async () => {
    const rig = await startedRig(new Rig())
    await rig.time.advance(30 * MINUTE)
    const shown = await importerOf(rig).preview(request(depositsFile([rig.time.now() - MINUTE, 'USDT', '5'])))
    expect(shown).toMatchObject({ added: 0, conflicting: 1, rejected: [{ row: 2, code: 'MISSING_IN_LEDGER' }] })
  })
})

describe('a file whose rows are all known', () => {
  it('closes a gap that it proves to be empty', async () => {
    const rig = await startedRig(new Rig())
    const fill = (): void => rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '10')
    fill()
    await rig.time.advance(10 * MINUTE)
    rig.venue.refused.add('ETHUSDT')
    rig.down()
    await rig.time.advance(3 * MINUTE)
    rig.up()
    await rig.live()
    await rig.time.advance(10 * MINUTE)
    fill()
    await rig.time.advance(10 * MINUTE)
    const importer = importerOf(rig)
    const shown = await importer.preview(request(namedDealsFile(rig.venue.deals)))
    expect(shown).toMatchObject({ added: 0, known: 2, closes: [{ kind: 'deals' }] })
    const [{ from, to } = { from: 0, to: 0 }] = shown.closes
    expect(await importer.apply(shown.importId)).toEqual({ added: 0, known: 2, events: null })
    expect(windows(rig, 'unknown').filter((one) => one.from < to && (one.to ?? Infinity) > from)).toEqual([])
    expect(await falseClaims(rig, 0)).toEqual([])
  })
})
