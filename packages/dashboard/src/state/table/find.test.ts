import { expect, test } from 'vitest'
import { PAGE_WORDS, type Target, findTargets } from './find.ts'

const target = (kind: Target['kind'], path: string, ...words: readonly string[]): Target => ({
  kind,
  id: path,
  words,
  path,
})
const targets = [
  target('page', '/', 'Overview'),
  target('page', '/orders', '委託單', 'Orders'),
  target('asset', '/assets/USDT', 'USDT'),
  target('asset', '/assets/MX', 'MX'),
  target('market', '/market/AMXUSDT', 'AMX/USDT'),
  target('market', '/market/MXUSDT', 'MX/USDT'),
]
const found = (query: string) => findTargets(targets, query).map(({ path }) => path)

test('an empty search offers the pages and the held assets', () => {
  expect(found(' ')).toEqual(['/', '/orders', '/assets/USDT', '/assets/MX'])
})

test('names are found in both languages, in any case, with spaces and slashes', () => {
  expect(found('ord')).toEqual(['/orders'])
  expect(found('委託')).toEqual(['/orders'])
  expect(found('mx usdt')).toEqual(found('MX/USDT'))
  expect(found('nothing')).toEqual([])
})

test('matches at the start come before matches inside', () => {
  expect(found('mx')).toEqual(['/assets/MX', '/market/MXUSDT', '/market/AMXUSDT'])
})

test('of thousands of markets a few are offered, an exact name always among them', () => {
  const many = Array.from({ length: 3_000 }, (_, at) => target('market', `/market/M${at}USDT`, `M${at}/USDT`))
  expect(findTargets(many, 'm').length).toBeLessThan(10)
  expect(findTargets([...many, target('market', '/market/MUSDT', 'M/USDT')], 'musdt')[0]?.path).toBe('/market/MUSDT')
})

const pages = Object.entries(PAGE_WORDS).map(([name, words]) => target('page', name, name, ...words))

test.each([
  ['訂單', 'orders'],
  ['委託單', 'orders'],
  ['委託', 'orders'],
  ['成交', 'fills'],
  ['成交明細', 'fills'],
  ['餘額', 'assets'],
  ['保證金', 'assets'],
  ['手續費', 'performance'],
  ['淨值', 'overview'],
  ['pnl', 'performance'],
  ['損益', 'performance'],
  ['成交量', 'performance'],
  ['資產分佈', 'overview'],
  ['心跳', 'stream'],
  ['重連', 'stream'],
  ['節流', 'settings'],
  ['遮罩', 'settings'],
  ['margin', 'assets'],
  ['heartbeat', 'stream'],
  ['take profit', 'orders'],
  ['匯入', 'import'],
  ['import', 'import'],
  ['分享', 'settings'],
  ['share', 'settings'],
  ['公告', 'overview'],
  ['notices', 'overview'],
  ['登出', 'settings'],
  ['sign out', 'settings'],
  ['持倉', 'assets'],
  ['holdings', 'assets'],
])('%s leads to %s first', (query, page) => {
  expect(findTargets(pages, query)[0]?.path).toBe(page)
})
