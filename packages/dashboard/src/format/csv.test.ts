import { expect, test } from 'vitest'
import { csvOf, tabbedOf } from './csv.ts'

const HOSTILE = ['=1+1', '+3', '-cmd', '@sum', ';x', '\tx', '\rx', '＝1', '-1e5', '-1+1']

test('a cell that a spreadsheet would run gets an apostrophe, a plain number does not', () => {
  const [, ...lines] = csvOf(
    ['a'],
    [...HOSTILE, '-1.5', -2, 'C02__1'].map((cell) => [cell]),
  ).split('\r\n')
  for (const line of lines.slice(0, HOSTILE.length)) expect(line).toMatch(/^"?'/)
  expect(lines.slice(HOSTILE.length)).toEqual(['-1.5', '-2', 'C02__1', ''])
  for (const line of tabbedOf(
    ['a'],
    HOSTILE.filter((cell) => !/[\t\r]/.test(cell)).map((cell) => [cell]),
  )
    .split('\n')
    .slice(1))
    expect(line).toMatch(/^'/)
})

test('cells are quoted where necessary, and none is a formula', () => {
  expect(
    csvOf(
      ['a', 'b'],
      [
        ['x,"y"', -1.5],
        ['=1+1', undefined],
        ['-2.50', '+3'],
      ],
    ),
  ).toBe('a,b\r\n"x,""y""",-1.5\r\n\'=1+1,\r\n-2.50,\'+3\r\n')
})
