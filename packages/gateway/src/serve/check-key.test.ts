import type { RestClient } from '@spotdeck/mexc'
import { codeOf } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { checkKey } from './check-key.ts'
import { keyWarnings } from './key-rights.ts'

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

describe('somebody on the way, who answers that the key or the clock is wrong', () => {
  /** Outcome of a check where such answers come for so long. */
  async function checkedAfter(code: string, lastsMs: number) {
    const time = new VirtualTime()
    const began = time.now()
    const rest = {
      syncClock: async () => undefined,
      call: async () => {
        if (time.now() - began < lastsMs) throw Object.assign(new Error('Refused.'), { code, exchangeCode: code })
        return { uid: '70011223' }
      },
    } as unknown as RestClient
    const ended: unknown[] = []
    const question = { account: 'main', rest, credentials: CREDENTIALS, world: { clock: time, timers: time } }
    void checkKey(question).then(
      ({ user }) => ended.push(user),
      (error: unknown) => ended.push(codeOf(error)),
    )
    await time.until(() => ended.length > 0)
    return { outcome: ended[0], after: time.now() - began }
  }

  for (const code of ['AUTH_REFUSED', 'PERMISSION_MISSING', 'IP_NOT_ALLOWED', 'CLOCK_REFUSED'])
    it(`is believed after 10 s and not before (${code})`, async () => {
      expect((await checkedAfter(code, 8_000)).outcome).toBe('70011223')
      const told = await checkedAfter(code, 60_000)
      expect(told.outcome).toBe(code === 'CLOCK_REFUSED' ? 'CLOCK_OFF' : 'EXCHANGE_REFUSED_KEY')
      expect(told.after).toBe(10_000)
    })
})
