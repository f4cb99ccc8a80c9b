import type { Movement } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '../../durations.ts'
import { equity } from '../testing/fixtures.ts'
import { NOW, openPage, wordsOf } from '../testing/page.tsx'
import { Headline } from '../overview/headline.tsx'

const from = NOW - DAY_MS
const coin = (asset: string, priceEffect: string) => {
  return { asset, priceEffect, count: 1, realized: '0', realizedByFlows: '0', fees: '0' }
}
const pnl = {
  from,
  to: NOW - HOUR_MS,
  realized: '11.38',
  fees: '3.024',
  total: '-60.494',
  assets: [coin('MX', '-31.105'), coin('BTC', '-41.165'), coin('USDC', '0')],
  unassigned: '0.4',
  change: { opening: '12042.668', total: '439.506', netDeposits: '500', netUnexplained: '0', netRevalued: '0' },
  positions: [],
  unpriced: [],
}
const performance = {
  from,
  to: NOW - HOUR_MS,
  since: from,
  timeWeightedReturn: '-0.0048',
  profit: '-60.494',
}
const moved: Movement = {
  seq: 7,
  time: NOW - 2 * HOUR_MS,
  asset: 'MX',
  reason: 'ENTRUST',
  kind: 'trade',
  source: 'rest',
  free: '10',
  locked: '0',
  freeChange: '-2.5',
  lockedChange: '0',
  orderId: '1001',
  symbol: 'MXUSDT',
  side: 'SELL',
  price: '2.5',
}
const held = { ...moved, seq: 6, freeChange: '-5', lockedChange: '5' }

async function openWhy(language: 'en' | 'zh-TW') {
  let asked: URLSearchParams | undefined
  const movements = (query: URLSearchParams) => {
    asked = query
    return { items: [moved, held], nextCursor: null }
  }
  const answers = { equity: { points: [] }, performance, pnl, movements }
  const page = await openPage(<Headline />, { language, equity, answers })
  const press = (found: Element | null | undefined) => page.update(() => (found as HTMLElement | null)?.click())
  await import('./why-parts.tsx')
  await press(page.root.querySelector('[aria-haspopup="dialog"]'))
  await page.update(() => undefined)
  const parts = () => [...document.querySelectorAll('[data-testid="why"] [data-part]')].map(wordsOf)
  const part = (name: string) => document.querySelector(`[data-testid="why"] button[data-part="${name}"]`)
  return { ...page, press, parts, part, asked: () => asked }
}

test('a change opens its parts, which add up to the digit with it and with the change in equity', async () => {
  const { parts, text } = await openWhy('en')
  expect(text()).toContain('−60.49')
  expect(parts()).toEqual([
    'Price moves−72.27',
    'BTC−41.16',
    'MX−31.11',
    'Trades+14.40',
    'Fees−3.02',
    'Not attributed+0.40',
    'Total PnL−60.49',
    'Transfers+500.00',
    'Change in equity+439.51',
  ])
  expect(text()).toContain('12,042.67 → 12,482.17 USDT')
})

test('the same in Chinese', async () => {
  const { parts } = await openWhy('zh-TW')
  expect(parts()).toEqual([
    '價格漲跌−72.27',
    'BTC−41.16',
    'MX−31.11',
    '交易+14.40',
    '手續費−3.02',
    '未歸屬+0.40',
    '總損益−60.49',
    '資金進出+500.00',
    '淨值變動+439.51',
  ])
})

test('a coin opens what changed its balance, with source and age, without what only moved into orders', async () => {
  const { press, part, asked } = await openWhy('en')
  await press(part('MX'))
  expect([asked()?.get('asset'), asked()?.get('from')]).toEqual(['MX', String(from)])
  const events = [...document.querySelectorAll('[data-testid="why"] ul ul ul li')].map(wordsOf)
  expect(events).toHaveLength(2)
  expect(events[0]).toContain('10:00:00')
  expect(events[0]).toContain('sell MX/USDT at 2.5000')
  expect(events[0]).toContain('−2.50 MX')
  expect(events[0]).toContain('Backfilled via REST · 2 h 0 min old')
  expect(document.querySelector('[data-testid="why"] a[href^="/assets/MX"]')?.getAttribute('href')).toBe(
    '/assets/MX?days=custom&from=2026-01-30&to=2026-01-31',
  )
  await press(part('flows'))
  expect([asked()?.get('asset'), asked()?.get('kind')]).toEqual([null, 'flow'])
})
