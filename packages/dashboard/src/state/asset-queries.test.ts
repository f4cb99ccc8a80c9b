import { expect, test } from 'vitest'
import { staysFor } from './asset-queries.ts'

test('the balance of one asset never stands under the name of another, and stays while another range is read', () => {
  const key = ['asset-history', 'main', 'MX', '7D', 0]
  expect(staysFor('MX', 'of MX', key)).toBe('of MX')
  expect(staysFor('BTC', 'of MX', key)).toBeUndefined()
  expect(staysFor('BTC', undefined, undefined)).toBeUndefined()
})
