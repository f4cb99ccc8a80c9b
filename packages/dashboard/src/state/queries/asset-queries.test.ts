import { expect, test } from 'vitest'
import { staysFor } from './asset-queries.ts'

test('the balance of one asset is never shown for another, and stays while another range loads', () => {
  const key = ['asset-history', 'main', 'MX', '7D', 0]
  expect(staysFor('MX', 'of MX', key)).toBe('of MX')
  expect(staysFor('BTC', 'of MX', key)).toBeUndefined()
  expect(staysFor('BTC', undefined, undefined)).toBeUndefined()
})
