import { expect, it } from 'vitest'
import { CodedError } from './coded-error.ts'

class Refused extends CodedError<'REFUSED'> {}

it('carries its code, its cause and the name of its own class', () => {
  const cause = new Error('why')
  const error = new Refused('REFUSED', 'Refused: try again.', { cause })
  expect(error).toMatchObject({ name: 'Refused', code: 'REFUSED', message: 'Refused: try again.', cause })
  expect(error).toBeInstanceOf(Error)
})
