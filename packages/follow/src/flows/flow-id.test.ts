/** Ids of flows: one payment under every spelling, and two payments of one transaction apart. */

import { expect, it } from 'vitest'
import { assetOfCoin, bareTx, depositId, numberKey, sameNumber, sameTx } from './flow-id.ts'

it('a transaction is one whatever its case, blanks and position', () => {
  expect([bareTx(' 0xAB:0 '), bareTx('0xab'), bareTx('0xab:12')]).toEqual(['0xab', '0xab', '0xab'])
  expect([
    sameTx('0xAB', ' 0xab:1'),
    sameTx('0xab:1', '0xAB:1'),
    sameTx('0xab:0', '0xab:1'),
    sameTx('0xab', '0xac'),
  ]).toEqual([true, true, false, false])
})

it('a coin on one of its networks is its asset', () => {
  expect([assetOfCoin('USDT-TRX'), assetOfCoin('MX')]).toEqual(['USDT', 'MX'])
})

it('a deposit has one key, however an older ledger spelled its id', () => {
  const key = numberKey(depositId('0xab', 'USDT', 7))
  expect([numberKey('deposit 0xAB:0 USDT-TRX 7'), numberKey('deposit 0xAB:1 USDT 7')]).toEqual([key, key])
  expect([numberKey('deposit 0xab USDT 8') === key, numberKey('deposit 0xab MX 7') === key]).toEqual([false, false])
  expect([numberKey('withdraw 7'), numberKey('transfer deposit x USDT 7')]).toEqual([
    'withdraw 7',
    'transfer deposit x USDT 7',
  ])
})

it('two positions in one transaction are two payments', () => {
  const id = (tx: string): string => `deposit ${tx} USDT 7`
  expect([
    sameNumber(id('0xab:0'), id('0xab:1')),
    sameNumber(id('0xab:0'), id('0xAB')),
    sameNumber('withdraw 7', 'withdraw 7'),
    sameNumber('withdraw 7', id('0xab')),
  ]).toEqual([false, true, true, false])
})
