import { type CoverageWindow, type FlowItem, mask } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { DAY_MS } from '../../durations.ts'
import { NOW, openPage, tableRows, terms, wordsOf } from '../testing/page.tsx'
import { CoverageView } from './coverage-view.tsx'
import { FlowsView } from './flows-view.tsx'
const flow = (id: string, change: Partial<FlowItem>): FlowItem => ({
  id,
  seq: 1,
  source: 'stream',
  time: NOW - 2 * DAY_MS,
  asset: 'USDT',
  kind: 'deposit',
  reason: 'DEPOSIT',
  change: '2500',
  value: '2500',
  ...change,
})
const { value: _, ...unpriced } = flow('3', { kind: 'airdrop', reason: 'AIRDROP', asset: 'DUST', change: '0.00000001' })
const items: readonly FlowItem[] = [
  flow('1', { txId: 'tx-of-the-deposit', network: 'TRC20' }),
  flow('2', {
    kind: 'withdrawal',
    reason: 'WITHDRAW',
    asset: 'BTC',
    change: '-0.012345678',
    amount: '-0.012345678',
    state: 'completed',
    value: '-1172.8394',
  }),
  unpriced,
  flow('4', { kind: 'transfer', reason: 'BRAND_NEW', change: '123456789.5', value: '123456789.5' }),
]
const summary = {
  net: '-0.004',
  byKind: [
    { kind: 'deposit', count: 1204, in: '2500', out: '0' },
    { kind: 'airdrop', count: 0, in: '0', out: '0' },
  ],
  unclassified: [
    { asset: 'KAS', amount: '-12.5' },
    { asset: 'MX', amount: '0.00000001' },
  ],
  unpriced: [],
}
const answers = { flows: { items, nextCursor: null }, 'flows/summary': summary }
const draw = (language: 'en' | 'zh-TW', given = answers) =>
  openPage(<FlowsView kind="" onKind={() => {}} />, { language, answers: given })

test('deposits of a chosen time are read with their sums, and all of them again', async () => {
  const asked: string[] = []
  const noting =
    <T extends object>(name: string, answer: T) =>
    (query: URLSearchParams): T => {
      const [from, to] = ['from', 'to'].map((end) => Number(query.get(end) ?? NaN))
      asked.push(`${name} ${[from, to].map((time = NaN) => (time > 0 ? new Date(time).toISOString() : '-')).join(' ')}`)
      return answer
    }
  const none = { items: [], nextCursor: null }
  const { root, update } = await openPage(<FlowsView kind="" onKind={() => {}} />, {
    path: '/activity?days=custom&from=2026-01-03&to=2026-01-04',
    answers: { flows: noting('list', none), 'flows/summary': noting('sums', summary) },
  })
  const [first, end] = ['2026-01-03T00:00:00.000Z', '2026-01-05T00:00:00.000Z']
  expect(asked).toContain(`list ${first} ${end}`)
  expect(asked).toContain(`sums ${first} ${end}`)
  const clear = [...root.querySelectorAll('button')].find((one) => wordsOf(one) === 'Clear filters')
  await update(() => clear?.click())
  expect(asked).toContain('list - -')
})

test('each deposit and withdrawal has its signed amount and value', async () => {
  const { root, text } = await draw('en')
  expect(tableRows(root, 'Deposits and withdrawals')).toEqual([
    {
      Time: '29 Jan 12:00:00',
      Type: 'Deposit',
      Asset: 'USDT',
      Change: '+2,500.00',
      'Value USDT': '+2,500.00',
      Status: '–',
      Network: 'TRC20',
      'Transaction ID': 'tx-of-the-deposit',
      Reason: 'Deposit',
    },
    {
      Time: '29 Jan 12:00:00',
      Type: 'Withdrawal',
      Asset: 'BTC',
      Change: '−0.012345678',
      'Value USDT': '−1,172.84',
      Status: 'Completed',
      Network: '–',
      'Transaction ID': '–',
      Reason: 'Withdrawal',
    },
    {
      Time: '29 Jan 12:00:00',
      Type: 'Airdrop',
      Asset: 'DUST',
      Change: '+0.00000001',
      'Value USDT': 'no price',
      Status: '–',
      Network: '–',
      'Transaction ID': '–',
      Reason: 'AIRDROP',
    },
    expect.objectContaining({ Type: 'Transfer', Change: '+123,456,789.50', Reason: 'BRAND_NEW' }),
  ])
  expect(terms(root)).toEqual({ Deposit: '1,204', Net: '−0.0040 USDT' })
  expect(text()).toContain('Unexplained balance change: −12.5 KAS, +0.00000001 MX')
  // Own money that moved is neither gain nor loss.
  expect(document.querySelectorAll('.up, .down')).toHaveLength(0)
})

test('sums of deposits and withdrawals that are still being read say so', async () => {
  const past: CoverageWindow = { kind: 'flows', from: NOW - 30 * DAY_MS, to: NOW, state: 'repairing' }
  const drawn = (coverage: CoverageWindow[]) =>
    openPage(<FlowsView kind="" onKind={() => {}} />, { answers, snapshot: { coverage } })
  expect((await drawn([{ ...past, state: 'repaired' }])).text()).not.toContain('Backfilling')
  expect((await drawn([past])).text()).toContain('Backfilling')
})

test('the same list in Chinese', async () => {
  const { root, text } = await draw('zh-TW')
  expect(tableRows(root, '充值與提領')[1]).toEqual({
    時間: '1/29 12:00:00',
    類型: '提領',
    資產: 'BTC',
    變動: '−0.012345678',
    '價值 USDT': '−1,172.84',
    狀態: '已完成',
    網路: '–',
    '交易 ID（TxID）': '–',
    原因: '提領',
  })
  expect(terms(root)).toEqual({ 充值: '1,204', 淨額: '−0.0040 USDT' })
  expect(text()).toContain('來源不明的餘額變動：−12.5 KAS, +0.00000001 MX')
})

test('a withdrawal that is processed or was given back shows its state and what did not leave', async () => {
  const still = { kind: 'withdrawal', reason: 'WITHDRAW', change: '0', amount: '-40', value: '0' } as const
  const rows = [flow('5', { ...still, state: 'frozen' }), flow('6', { ...still, state: 'returned' })]
  const { root } = await draw('en', { ...answers, flows: { items: rows, nextCursor: null } })
  expect(tableRows(root, 'Deposits and withdrawals')).toMatchObject([
    { Type: 'Withdrawal', Change: '−40.00', 'Value USDT': '0.00', Status: 'Processing' },
    { Type: 'Withdrawal', Change: '−40.00', 'Value USDT': '0.00', Status: 'Returned' },
  ])
  expect(root.querySelector('[role=table] .down, [role=grid] .down')).toBeNull()
})

test('a viewer sees the list without transaction ids', async () => {
  const view = { audience: 'viewer', maskId: (id: string) => id.padStart(12, '#') } as const
  const masked = items.map((item) => mask('flow', item, view) ?? {})
  const { root } = await draw('en', { ...answers, flows: { items: masked as unknown as FlowItem[], nextCursor: null } })
  expect(tableRows(root, 'Deposits and withdrawals')[0]).toMatchObject({
    Change: '+2,500.00',
    'Value USDT': '+2,500.00',
  })
  expect(document.body.innerHTML).not.toContain('tx-of-the-deposit')
})

const windows: readonly CoverageWindow[] = [
  { kind: 'deals', from: 0, to: NOW - 30 * DAY_MS, state: 'unknown', reason: 'BEYOND_REACH' },
  { kind: 'deals', from: NOW - 30 * DAY_MS, to: NOW - DAY_MS, state: 'repaired' },
  { kind: 'deals', from: NOW - DAY_MS, state: 'complete' },
  { kind: 'assets', from: NOW - DAY_MS, state: 'complete' },
  {
    kind: 'orders',
    from: NOW - 2 * DAY_MS,
    to: NOW - DAY_MS,
    state: 'unknown',
    reason: 'LIST_UNREADABLE',
    symbols: ['BTCUSDT', 'MXUSDT'],
  },
]
const completeSince = [
  { kind: 'assets', since: NOW - DAY_MS },
  { kind: 'deals', since: NOW - 30 * DAY_MS },
  { kind: 'orders', since: null },
]

test.each([
  [
    'en',
    'BalancesFull history since 30 Jan 12:00:00',
    'FillsFull history since 1 Jan 12:00:00',
    'OrdersIncomplete',
    [
      [
        'Orders',
        'Unknownpart of the MEXC history could not be loadedBTCUSDT, MXUSDT',
        '29 Jan 12:00:00',
        '30 Jan 12:00:00',
      ],
      ['Balances', 'Complete', '30 Jan 12:00:00', 'now'],
      ['Fills', 'Complete', '30 Jan 12:00:00', 'now'],
      ['Fills', 'Loaded via REST', '1 Jan 12:00:00', '30 Jan 12:00:00'],
      ['Fills', 'UnknownMEXC no longer provides this period', 'start', '1 Jan 12:00:00'],
    ],
  ],
  [
    'zh-TW',
    '餘額自 1/30 12:00:00 起資料完整',
    '成交自 1/1 12:00:00 起資料完整',
    '委託目前不完整',
    [
      ['委託', '未知部分 MEXC 紀錄無法載入BTCUSDT, MXUSDT', '1/29 12:00:00', '1/30 12:00:00'],
      ['餘額', '完整', '1/30 12:00:00', '現在'],
      ['成交', '完整', '1/30 12:00:00', '現在'],
      ['成交', '由 REST 載入', '1/1 12:00:00', '1/30 12:00:00'],
      ['成交', '未知MEXC 不再提供這段期間的資料', '最早', '1/1 12:00:00'],
    ],
  ],
] as const)('coverage in %s', async (language, balances, fills, orders, rows) => {
  const opening = { language, answers: { coverage: { items: windows, completeSince } } }
  const { root, text } = await openPage(<CoverageView />, opening)
  for (const lane of [balances, fills, orders]) expect(text().replaceAll(' ', '')).toContain(lane.replaceAll(' ', ''))
  expect([...root.querySelectorAll('tbody tr')].map((row) => [...row.children].map(wordsOf))).toEqual(rows)
})
