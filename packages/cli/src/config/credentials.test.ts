import { describe, expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { readAccounts } from './credentials.ts'

const KEYS = { SPOTDECK_API_KEY: 'mx0key', SPOTDECK_API_SECRET: 'hidden-secret' }
const trouble = (environment: Record<string, string>): string => {
  try {
    readAccounts(undefined, { ...KEYS, ...environment })
    return 'none'
  } catch (error) {
    return error instanceof CommandError ? `${error.code} ${error.message}` : `untyped ${String(error)}`
  }
}

describe('the account of the environment', () => {
  it('may not trade by default', () => {
    expect(readAccounts(undefined, KEYS)).toMatchObject([{ id: 'main', trading: false }])
    expect(readAccounts(undefined, { ...KEYS, SPOTDECK_TRADING: 'false' })).toMatchObject([{ trading: false }])
    expect(readAccounts(undefined, { ...KEYS, SPOTDECK_TRADING: 'true' })).toMatchObject([
      { trading: true, limits: { maxOrderNotional: '1000', maxDailyNotional: '10000', zone: 'UTC' } },
    ])
  })

  it('has the configured limits, each rejected by name when it is invalid', () => {
    const limits = {
      SPOTDECK_MAX_ORDER_NOTIONAL: '50',
      SPOTDECK_MAX_DAILY_NOTIONAL: '200',
      SPOTDECK_ZONE: 'Asia/Taipei',
    }
    expect(readAccounts(undefined, { ...KEYS, ...limits })).toMatchObject([
      { limits: { maxOrderNotional: '50', maxDailyNotional: '200', zone: 'Asia/Taipei' } },
    ])
    expect(trouble({ SPOTDECK_TRADING: 'maybe' })).toMatch(/^CONFIG_BAD_VALUE SPOTDECK_TRADING/)
    expect(trouble({ SPOTDECK_MAX_ORDER_NOTIONAL: '-1' })).toMatch(
      /^CONFIG_BAD_VALUE SPOTDECK_MAX_ORDER_NOTIONAL: write/,
    )
    expect(trouble({ SPOTDECK_ZONE: 'Taipei' })).toMatch(/^CONFIG_BAD_VALUE SPOTDECK_ZONE: .*Asia\/Taipei/)
  })
})
