import type { RestClient } from '@spotdeck/mexc'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { checkKey, keyWarnings } from './check-key.ts'

const CREDENTIALS = { apiKey: 'mx0key', secret: 'very-secret' }

async function warningsOf(info: unknown, trading: boolean): Promise<string[]> {
  const answers: Record<string, unknown> = {
    accountInformation: { balances: [], canWithdraw: true },
    userId: { uid: '70011223' },
    apiKeyInfo: info,
  }
  const rest = {
    syncClock: async () => undefined,
    call: async ({ name }: { readonly name: string }) => {
      if (answers[name] === undefined) throw new Error('No permission.')
      return answers[name]
    },
  } as unknown as RestClient
  const time = new VirtualTime()
  const { rights } = await checkKey({
    account: 'main',
    rest,
    credentials: CREDENTIALS,
    world: { clock: time, timers: time },
  })
  return keyWarnings(rights, trading).map(({ code }) => code)
}

const info = (permissions: string, remainingValidity = -999) => ({ permissions, remainingValidity, status: 'VALID' })

describe('the rights of a key', () => {
  it('suffice for everything but trading if it is read-only', async () => {
    expect(await warningsOf(info('SPOT_ACCOUNT_READ,SPOT_DEAL_READ'), false)).toEqual([])
    expect(await warningsOf(info('SPOT_ACCOUNT_R,SPOT_DEAL_R'), true)).toEqual(['KEY_CANNOT_TRADE'])
    expect(await warningsOf(info('SPOT_ACCOUNT_R,SPOT_DEAL_W'), true)).toEqual([])
  })

  it('cause a warning if it may withdraw, in either spelling; the account’s rights do not count', async () => {
    expect(await warningsOf(info('SPOT_ACCOUNT_READ, SPOT_WITHDRAW_WRITE'), false)).toEqual(['KEY_CAN_WITHDRAW'])
    expect(await warningsOf(info('SPOT_ACCOUNT_R,SPOT_WITHDRAW_W'), false)).toEqual(['KEY_CAN_WITHDRAW'])
    expect(await warningsOf(info('SPOT_WITHDRAW_READ'), false)).toEqual([])
  })

  it('have a warning before they expire, and none if the exchange gives no date', async () => {
    expect(await warningsOf(info('SPOT_ACCOUNT_R', 14), false)).toEqual(['KEY_EXPIRES'])
    expect(await warningsOf(info('SPOT_ACCOUNT_R', 15), false)).toEqual([])
    expect(await warningsOf(undefined, true)).toEqual([])
    expect(await warningsOf({}, true)).toEqual([])
    expect(await warningsOf(info('SOMETHING_NEW'), false)).toEqual([])
  })
})
