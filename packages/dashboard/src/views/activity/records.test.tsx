import type { AuditFinding, StatusChange } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../durations.ts'
import { NOW, openPage, tableRows } from '../testing/page.tsx'
import { AuditsView } from './audits-view.tsx'
import { StreamView } from './stream-view.tsx'

const findings: readonly AuditFinding[] = [
  {
    seq: 9,
    time: NOW - HOUR_MS,
    what: 'asset',
    asset: 'MX',
    before: { free: '1234.56780001', locked: '0' },
    after: { free: '1184.5678', locked: '50' },
  },
  { seq: 8, time: NOW - 2 * HOUR_MS, what: 'order', orderId: 'C02__1' },
  { seq: 7, time: NOW - 3 * HOUR_MS, what: 'deal', symbol: 'MXUSDT' },
]
const spell = (seq: number, time: number, change: Pick<StatusChange, 'state' | 'code'>): StatusChange => ({
  seq,
  time,
  since: time,
  params: {},
  ...change,
})
const spells: readonly StatusChange[] = [
  spell(9, NOW - HOUR_MS, { state: 'live', code: 'LIVE' }),
  spell(8, NOW - HOUR_MS - 12_400, { state: 'reconciling', code: 'RECONCILING' }),
  spell(7, NOW - 30 * HOUR_MS, { state: 'stale', code: 'SOCKET_SILENT' }),
]
const answers = {
  audits: { checkedAt: NOW - MINUTE_MS, items: findings, nextCursor: null },
  'status/history': { items: spells, nextCursor: null },
}

test('a finding has both sides to the last digit', async () => {
  const { root, text } = await openPage(<AuditsView />, { answers })
  expect(tableRows(root, 'Reconciliation')).toEqual([
    { Time: '11:00:00', Item: 'Balance of MX', Spotdeck: '1,234.56780001', MEXC: '1,184.5678 + 50 in orders' },
    { Time: '10:00:00', Item: 'Order C02__1', Spotdeck: '–', MEXC: 'added from MEXC' },
    { Time: '09:00:00', Item: 'Fill in MXUSDT', Spotdeck: '–', MEXC: 'added from MEXC' },
  ])
  expect(text()).toContain('Last checked against MEXC: 31 Jan 11:59:00')
})

test('the same in Chinese', async () => {
  const { root, text } = await openPage(<AuditsView />, { answers, language: 'zh-TW' })
  expect(tableRows(root, '對帳紀錄')[0]).toEqual({
    時間: '11:00:00',
    項目: 'MX 餘額',
    Spotdeck: '1,234.56780001',
    MEXC: '1,184.5678，另凍結 50',
  })
  expect(text()).toContain('最近一次與 MEXC 核對：1/31 11:59:00')
})

test('each state of the connection lasted until the next began', async () => {
  const { root } = await openPage(<StreamView />, { answers })
  expect(tableRows(root, 'Connection log')).toMatchObject([
    { Since: '11:00:00', State: 'live', Duration: '1 h' },
    { Since: '10:59:47', State: 'reconciling', Duration: '12 s' },
    { Since: '30 Jan 06:00:00', State: 'stale', Duration: '1 d 4 h' },
  ])
})

test('they have the same times in Chinese', async () => {
  const { root } = await openPage(<StreamView />, { answers, language: 'zh-TW' })
  expect(tableRows(root, '連線紀錄')).toMatchObject([
    { 開始時間: '11:00:00', 狀態: '即時', 持續時間: '1 小時' },
    { 開始時間: '10:59:47', 狀態: '對帳中', 持續時間: '12 秒' },
    { 開始時間: '1/30 06:00:00', 狀態: '資料過時', 持續時間: '1 天 4 小時' },
  ])
})
