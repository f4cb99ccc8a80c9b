import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isChangeReason, permissionNamed } from './account.ts'
import { depositStatusName, symbolStatusName, tradeSidesName, withdrawalStatusName } from './market.ts'
import {
  isOrderSide,
  isOrderStatus,
  isOrderType,
  isTerminal,
  ORDER_STATUSES,
  ORDER_TYPES,
  sideName,
  STATUS_NUMBERS,
  statusName,
  TYPE_NUMBERS,
  typeName,
} from './order.ts'

test('stream numbers and REST names convert to each other', () => {
  for (const status of ORDER_STATUSES) expect(statusName(STATUS_NUMBERS[status])).toBe(status)
  for (const type of ORDER_TYPES) expect(typeName(TYPE_NUMBERS[type])).toBe(type)
  expect([1, 2, 3, 4, 5].map(statusName)).toEqual([
    'NEW',
    'FILLED',
    'PARTIALLY_FILLED',
    'CANCELED',
    'PARTIALLY_CANCELED',
  ])
  expect([1, 2].map(sideName)).toEqual(['BUY', 'SELL'])
  expect(ORDER_STATUSES.filter(isTerminal)).toEqual(['FILLED', 'CANCELED', 'PARTIALLY_CANCELED'])
})

test('a symbol online is 1, and was ENABLED once', () => {
  expect([1, '1', 'ENABLED', '2', '3'].map(symbolStatusName)).toEqual([
    'online',
    'online',
    'online',
    'paused',
    'offline',
  ])
  expect(['1', 2, 3, 4].map(tradeSidesName)).toEqual(['both', 'buyOnly', 'sellOnly', 'closed'])
  expect(depositStatusName(5)).toBe('SUCCESS')
  expect(withdrawalStatusName(7)).toBe('SUCCESS')
})

test('permissions are known by both spellings', () => {
  expect(permissionNamed('SPOT_ACCOUNT_READ')).toBe('SPOT_ACCOUNT_READ')
  expect(permissionNamed(' SPOT_WITHDRAW_W')).toBe('SPOT_WITHDRAW_WRITE')
  expect(permissionNamed('CONTRACT_DEAL_READ')).toBeUndefined()
})

test('values that MEXC adds are unknown, never an exception', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: 13 }), fc.integer({ max: 0 }), fc.double({ noInteger: true })), (number) => {
      for (const read of [statusName, typeName, sideName, tradeSidesName, depositStatusName, withdrawalStatusName]) {
        expect(read(number)).toBeUndefined()
      }
    }),
  )
  expect(isChangeReason('ENTRUST_PLACE')).toBe(true)
  expect(isChangeReason('constructor')).toBe(false)
  expect(symbolStatusName('constructor')).toBeUndefined()
})

test('the numbers and names are those of the documents', () => {
  expect([1, 2, 3, 4, 5].map(typeName)).toEqual([
    'LIMIT',
    'LIMIT_MAKER',
    'IMMEDIATE_OR_CANCEL',
    'FILL_OR_KILL',
    'MARKET',
  ])
  expect(Array.from({ length: 12 }, (_, i) => depositStatusName(i + 1))).toEqual([
    'SMALL',
    'TIME_DELAY',
    'LARGE_DELAY',
    'PENDING',
    'SUCCESS',
    'AUDITING',
    'REJECTED',
    'REFUND',
    'PRE_SUCCESS',
    'INVALID',
    'RESTRICTED',
    'COMPLETED',
  ])
  expect(Array.from({ length: 10 }, (_, i) => withdrawalStatusName(i + 1))).toEqual([
    'APPLY',
    'AUDITING',
    'WAIT',
    'PROCESSING',
    'WAIT_PACKAGING',
    'WAIT_CONFIRM',
    'SUCCESS',
    'FAILED',
    'CANCEL',
    'MANUAL',
  ])
  for (const right of ['ACCOUNT', 'DEAL', 'TRANSFER', 'WITHDRAW']) {
    for (const way of ['READ', 'WRITE']) {
      expect(permissionNamed(`SPOT_${right}_${way}`)).toBe(`SPOT_${right}_${way}`)
      expect(permissionNamed(`SPOT_${right}_${way[0]}`)).toBe(`SPOT_${right}_${way}`)
    }
  }
})

test('names are known to the letter', () => {
  expect(['NEW', 'PARTIALLY_CANCELED', 'new', 'toString', ''].map(isOrderStatus)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
  expect(['MARKET', 'FILL_OR_KILL', 'STOP_MARKET_ORDER', 'valueOf'].map(isOrderType)).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(['BUY', 'SELL', 'buy', ''].map(isOrderSide)).toEqual([true, true, false, false])
})
