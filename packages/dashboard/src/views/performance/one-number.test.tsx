import type { Performance } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { DAY_MS } from '../../durations.ts'
import { equity } from '../testing/fixtures.ts'
import { NOW, openPage, terms } from '../testing/page.tsx'
import { Headline } from '../overview/headline.tsx'
import { TodayCard } from '../overview/today-card.tsx'
import { CalendarCard } from './calendar-card.tsx'
import { KeyFigures } from './key-figures.tsx'

const LENGTHS: Readonly<Record<string, number>> = {
  today: DAY_MS / 2,
  '1D': DAY_MS,
  '7D': 7 * DAY_MS,
  '30D': 30 * DAY_MS,
}

/** As the gateway answers: each range has its own figures, and a span alone has none. */
function performance(query: URLSearchParams): Performance {
  const range = query.get('range') ?? ''
  const length = LENGTHS[range] ?? NaN
  const days = length / DAY_MS
  return {
    from: NOW - length,
    to: NOW + 1,
    since: NOW - length,
    unknownMs: 0,
    timeWeightedReturn: String(days / 1_000),
    maxDrawdown: '0.05',
    drawdown: '0.01',
    winRate: null,
    bestDay: null,
    worstDay: null,
    days: [{ day: '2026-01-31', time: NOW - DAY_MS / 2, return: String(days / 1_000), profit: String(days * 10) }],
    profit: String(days * 10),
  }
}
/** The total of a range is the profit of its performance. */
const pnl = (query: URLSearchParams) => ({
  from: NOW - 30 * DAY_MS,
  to: NOW + 1,
  realized: '1',
  fees: '2',
  unrealized: String(Number(performance(query).profit) - 1),
  total: performance(query).profit,
  items: [],
  positions: [],
})
const answers = {
  performance,
  pnl,
  volume: { total: '0', count: 0, items: [] },
  'deals/summary': { count: 1, volume: '1', fees: '1', realizedPnl: '2' },
  equity: { points: [] },
}

test.each([
  ['en', '+300.00(+3.00%)30 d', 'Total PnL USDT', 'Return'],
  ['zh-TW', '+300.00(+3.00%)30 天', '總損益 USDT', '報酬率'],
] as const)('30 days are the same change and return on both pages (%s)', async (language, headline, change, gain) => {
  const overview = await openPage(<Headline />, { language, equity, answers })
  expect(overview.text()).toContain(headline)
  const span = { range: '30D', zone: 'UTC' } as const
  const page = await openPage(<KeyFigures span={span} method="average" />, { language, equity, answers })
  expect(terms(page.root)).toMatchObject({ [change]: '+300.00', [gain]: '+3.00%' })
})

test.each([
  ['en', 'Total PnL', 'Realized PnL', 'Unrealized PnL change', 'Total'],
  ['zh-TW', '總損益', '已實現損益', '未實現損益變動', '總損益'],
] as const)(
  'today is one change, of which a part is realized (%s)',
  async (language, change, realized, rest, total) => {
    const coverage = (['assets', 'orders', 'deals', 'flows'] as const).map((kind) => ({
      kind,
      from: NOW - 40 * DAY_MS,
      state: 'complete' as const,
    }))
    const card = await openPage(<TodayCard />, { language, equity, snapshot: { coverage }, answers })
    expect(terms(card.root)).toMatchObject({ [change]: '+5.00 (+0.05%)', [realized]: '+2.00', [rest]: '+3.00' })
    const span = { range: 'today', zone: 'UTC' } as const
    const calendar = await openPage(<CalendarCard span={span} method="average" />, { language, equity, answers })
    const choice = [...calendar.root.querySelectorAll<HTMLElement>('label')].find((one) => one.textContent === total)
    await calendar.update(() => choice?.click())
    expect(calendar.root.querySelector('tbody')?.textContent).toBe('2026-01-31+5.00')
  },
)
