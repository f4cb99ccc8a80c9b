import type { Performance, Session } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { DAY_MS } from '../../durations.ts'
import { NOW, openPage, terms, wordsOf } from '../testing/page.tsx'
import { Calendar } from '../performance/calendar-card.tsx'
import { PublicDesk } from './public-desk.tsx'

const session: Session = {
  audience: 'public',
  grants: [{ role: 'public', accounts: ['main'] }],
  accounts: ['main'],
  expiresAt: NOW + DAY_MS,
  sandbox: false,
}
const performance: Performance = {
  from: NOW - 29 * DAY_MS,
  to: NOW,
  since: NOW - 27 * DAY_MS,
  timeWeightedReturn: '-0.0450009',
  unknownMs: 0,
  maxDrawdown: '0.053949',
  drawdown: '0.0095',
  winRate: '0.626535',
  bestDay: { day: '2026-01-20', return: '0.0312' },
  worstDay: { day: '2026-01-21', return: '-0.045' },
  days: [],
}
const answers = {
  performance,
  equity: {
    from: NOW - DAY_MS,
    to: NOW,
    // One point makes no curve: without a browser a chart cannot be drawn.
    points: [{ time: NOW, index: '95.49991' }],
  },
  allocation: {
    time: NOW,
    items: [
      { asset: 'MX', share: '0.6859' },
      { asset: 'PEPE', share: '0' },
    ],
  },
}
const drawn = (language: 'en' | 'zh-TW') => openPage(<PublicDesk session={session} />, { language, answers })
const shares = (root: ParentNode) => [...root.querySelectorAll('ul li')].map(wordsOf)
test('a public page has percentages alone', async () => {
  const { root, text } = await drawn('en')
  expect(terms(root)).toEqual({
    Return: '−4.50%',
    'Max drawdown': '−5.39%',
    'Win rate': '62.65%',
    'Best day': '+3.12%',
    'Worst day': '−4.50%',
  })
  expect(text()).toContain('2 Jan 12:00 – 31 Jan 11:59 · Equity history since 4 Jan 12:00:00')
  expect(text()).toContain('Current index 95.50')
  expect(shares(root)).toEqual(['MX68.59%', 'PEPE0.00%'])
  expect(text()).not.toContain('USDT')
})

test('the same in Chinese', async () => {
  const { root, text } = await drawn('zh-TW')
  expect(terms(root)).toEqual({
    報酬率: '−4.50%',
    最大回撤: '−5.39%',
    勝率: '62.65%',
    最佳單日: '+3.12%',
    最差單日: '−4.50%',
  })
  expect(text()).toContain('目前指數 95.50')
  expect(shares(root)).toEqual(['MX68.59%', 'PEPE0.00%'])
})

test.each([
  ['en', 'Backfilling'],
  ['zh-TW', '資料補齊中'],
] as const)('figures of a span that is still being read say so (%s)', async (language, words) => {
  const of = (report: Performance) =>
    openPage(<PublicDesk session={session} />, { language, answers: { ...answers, performance: report } })
  expect((await of(performance)).text()).not.toContain(words)
  expect((await of({ ...performance, repairing: true })).text()).toContain(` · ${words}`)
})

test.each(['en', 'zh-TW'] as const)('each day has its return (%s)', async (language) => {
  const span = { from: Date.UTC(2026, 0, 20), to: Date.UTC(2026, 0, 22), zone: 'UTC' }
  const values = new Map([
    ['2026-01-20', '0.0312'],
    ['2026-01-21', '-0.045'],
  ])
  const { root } = await openPage(<Calendar span={span} values={values} unit="share" />, { language })
  const days = [...root.querySelectorAll('table tbody tr')].map((row) => [...row.children].map(wordsOf))
  expect(days).toEqual([
    ['2026-01-20', '+3.12%'],
    ['2026-01-21', '−4.50%'],
  ])
})
