import { expect, test } from 'vitest'
import { type Target, findTargets } from './find.ts'

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

test('nothing typed offers the pages and the assets held', () => {
  expect(found(' ')).toEqual(['/', '/orders', '/assets/USDT', '/assets/MX'])
})

test('names are found in either language, whatever their case, spaces and slashes', () => {
  expect(found('ord')).toEqual(['/orders'])
  expect(found('委託')).toEqual(['/orders'])
  expect(found('mx usdt')).toEqual(found('MX/USDT'))
  expect(found('nothing')).toEqual([])
})

test('what begins with the letters stands above what only holds them', () => {
  expect(found('mx')).toEqual(['/assets/MX', '/market/MXUSDT', '/market/AMXUSDT'])
})

test('of thousands of markets a handful are offered, a whole name always among them', () => {
  const many = Array.from({ length: 3_000 }, (_, at) => target('market', `/market/M${at}USDT`, `M${at}/USDT`))
  expect(findTargets(many, 'm').length).toBeLessThan(10)
  expect(findTargets([...many, target('market', '/market/MUSDT', 'M/USDT')], 'musdt')[0]?.path).toBe('/market/MUSDT')
})
