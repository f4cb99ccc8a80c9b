import { expect, test } from 'vitest'
import { assetOf } from '../../live/testing/events.ts'
import { compareTruth, followedAccount } from './sandbox-truth.ts'

const account = (apiKey: string, balances: Record<string, { free: string; locked: string }>) => ({
  apiKey,
  account: apiKey,
  note: '',
  balances,
  openOrders: 0,
})

test('ledger and truth are side by side, differences first, without assets that neither has', () => {
  const truth = {
    account: 'a',
    balances: { MX: { free: '1', locked: '0' }, BTC: { free: '2', locked: '1' }, NIL: { free: '0', locked: '0' } },
    orders: [],
    deals: [],
    time: 1,
  }
  const compared = compareTruth(truth, [assetOf('MX', '1'), assetOf('BTC', '2', '0'), assetOf('NEW', '5')])
  expect(compared.map(({ asset, isSame }) => [asset, isSame])).toEqual([
    ['BTC', false],
    ['NEW', false],
    ['MX', true],
  ])
})

test('the followed account is recognized by its balances', () => {
  const accounts = [
    account('other', { USDT: { free: '9', locked: '0' } }),
    account('ours', { USDT: { free: '5', locked: '1' }, MX: { free: '7', locked: '0' } }),
  ]
  expect(followedAccount(accounts, [assetOf('USDT', '5', '1'), assetOf('MX', '6')])?.apiKey).toBe('ours')
  expect(followedAccount([], [])).toBeUndefined()
})
