import { ExactError } from '@spotdeck/exact'
import { WireError } from '@spotdeck/wire'
import { expect, it } from 'vitest'
import * as sdk from '../index.ts'
import { type AnyMexcError, isMexcError, type MexcErrorCode } from './any-error.ts'
import { InvalidRequest, MexcError, OutcomeUnknown, RateLimitError } from './mexc-error.ts'
import { OrderOutcomeUnknown, OrderRejected, SymbolNotTradableViaApi } from './order-errors.ts'

/** Chooses a bot's reaction to an error by fields that only the narrowed class has: it compiles while narrowing works. */
function reaction(error: AnyMexcError): string {
  switch (error.code) {
    case 'RATE_LIMITED':
    case 'IP_BANNED':
      return `wait ${error.retryAfterMs ?? 0}`
    case 'ORDER_OUTCOME_UNKNOWN':
    case 'ORDER_NEVER_ARRIVED':
      return `look up ${error.clientOrderId ?? 'the open orders'}`
    case 'SYMBOL_NOT_TRADABLE_VIA_API':
      return `trade ${error.alternatives.join(',')}`
    case 'CHANNEL_BLOCKED':
      return `leave ${error.channel}`
    default:
      return error.advice
  }
}

it.each<readonly [string, AnyMexcError, string]>([
  ['a limit', new RateLimitError('RATE_LIMITED', { retryAfterMs: 5_000 }), 'wait 5000'],
  ['a lost answer', new OrderOutcomeUnknown('x1'), 'look up x1'],
  ['a closed pair', new SymbolNotTradableViaApi({ symbol: 'A', alternatives: ['B', 'C'] }), 'trade B,C'],
  ['a refused channel', new sdk.ChannelRefused('spot@x', 'Blocked!'), 'leave spot@x'],
])('narrows by its code: %s', (_name, error, expected) => {
  expect(isMexcError(error)).toBe(true)
  expect(reaction(error)).toBe(expected)
})

it.each<unknown>([
  undefined,
  null,
  'RATE_LIMITED',
  new Error('RATE_LIMITED'),
  { code: 'RATE_LIMITED', advice: 'wait' },
])('does not take %s for an error of the SDK', (other) => expect(isMexcError(other)).toBe(false))

it('takes the errors of the packages below for its own, and tells the classes apart as ever', () => {
  const caught: readonly unknown[] = [new WireError('WIRE_BAD_VALUE', 'no'), new ExactError('EXACT_BAD_STEP', 'no')]
  for (const error of caught) {
    expect([isMexcError(error), error instanceof MexcError, error instanceof InvalidRequest]).toEqual([
      true,
      true,
      false,
    ])
    expect(error).toMatchObject({ code: expect.any(String) as unknown, advice: expect.any(String) as unknown })
  }
})

it('gives the base classes their own code when no subclass fits', () => {
  const codes: readonly MexcErrorCode[] = [new OrderRejected().code, new OutcomeUnknown({}).code]
  expect(codes).toEqual(['ORDER_REJECTED', 'OUTCOME_UNKNOWN'])
})

/** Each exported class with one of its instances; a class that `AnyMexcError` lacks makes this file fail to compile. */
const instances: readonly AnyMexcError[] = [
  new sdk.AuthError({}),
  new sdk.CallAborted({}),
  new sdk.ChannelRefused('x', ''),
  new sdk.ClientClosed(),
  new sdk.ClockError({}),
  new sdk.ExchangeDown({}),
  new sdk.ExchangeRefusal({}),
  new sdk.FirewallBlocked({}),
  new sdk.InsecureHost('x', 'http'),
  new sdk.InsufficientBalance(),
  new InvalidRequest({}),
  new sdk.NetworkError('NETWORK_TIMEOUT', {}),
  new sdk.OrderNeverArrived('x'),
  new OrderOutcomeUnknown('x'),
  new sdk.PermissionError('PERMISSION_MISSING', {}),
  new RateLimitError('QUEUE_FULL'),
  new SymbolNotTradableViaApi(),
  new sdk.UnknownOrder(),
  new sdk.UnknownSymbol('MXUSDTT', ['MXUSDT']),
  new sdk.UnreadableAnswer({}),
]

it('knows every error class that the package exports', () => {
  const exported = Object.values<unknown>(sdk).filter(
    (value): value is typeof MexcError => typeof value === 'function' && value.prototype instanceof MexcError,
  )
  const bases: readonly unknown[] = [OrderRejected, OutcomeUnknown]
  const known = instances.map(({ constructor }): unknown => constructor)
  expect(exported.filter((value) => !known.includes(value) && !bases.includes(value))).toEqual([])
})
