import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import {
  type BalanceChange,
  NO_BALANCE,
  before,
  isContiguous,
  reconciledChange,
  sameBalance,
  totalOf,
} from './asset.ts'
import { reasonKind, reasonsOf } from './reason.ts'

const balance = (free: string, locked: string) => ({ free: decimal<'asset'>(free), locked: decimal<'asset'>(locked) })
const change: BalanceChange = {
  asset: 'MX',
  ...balance('7.5', '2.5'),
  freeChange: decimal('-2.5'),
  lockedChange: decimal('2.5'),
  reason: 'ENTRUST_PLACE',
  time: 5_000,
}

describe('a balance change', () => {
  it('starts at what was before it', () => {
    expect(before(change)).toEqual(balance('10', '0'))
    expect(isContiguous(balance('10', '0'), change)).toBe(true)
    expect(isContiguous(balance('10', '1'), change)).toBe(false)
    expect(isContiguous(balance('9', '0'), change)).toBe(false)
    expect(totalOf(change)).toBe('10')
    expect(totalOf(NO_BALANCE)).toBe('0')
  })

  it('from one balance to another leads there', () => {
    const found = reconciledChange('MX', balance('10', '1'), balance('4', '3'), 9_000)
    expect(found).toEqual({
      asset: 'MX',
      ...balance('4', '3'),
      freeChange: '-6',
      lockedChange: '2',
      reason: 'RECONCILED',
      time: 9_000,
    })
    expect(isContiguous(balance('10', '1'), found)).toBe(true)
    expect(sameBalance(balance('4', '3'), found)).toBe(true)
    expect(sameBalance(balance('4', '2'), found)).toBe(false)
  })
})

describe('change types', () => {
  it('are trading, external money, found, or not known', () => {
    const kinds = {
      trade: ['ENTRUST_PLACE', 'ENTRUST', 'ENTRUST_CANCEL', 'ENTRUST_UNFROZEN', 'TRADE_FEE'],
      flow: ['DEPOSIT', 'DEPOSIT_FEE', 'WITHDRAW', 'WITHDRAW_FEE', 'CONTRACT_TRANSFER', 'SUGAR'],
      reconciled: ['RECONCILED'],
      unknown: ['ETF_INDEX', 'deposit', 'toString', ''],
    } as const
    for (const [kind, reasons] of Object.entries(kinds)) {
      for (const reason of reasons) expect(reasonKind(reason)).toBe(kind)
    }
    for (const kind of ['trade', 'flow', 'reconciled'] as const) expect(reasonsOf(kind)).toEqual(kinds[kind])
    expect(reasonsOf('unknown')).toEqual([])
  })
})
