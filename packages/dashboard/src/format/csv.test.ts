import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

test('cells are quoted where they have to be, and nothing is run by a spreadsheet', () => {
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
