import { CodedError } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { both } from '../testing/two-gateways.ts'

describe('an account whose commits the shared database refuses', () => {
  it.each(['LEDGER_MOVED', 'STORE_REFUSED'])('is opened again where its commits stay refused: %s', async (code) => {
    const { pair, first, second } = await both()
    first.storage.commitRefusal = new CodedError(code, 'The database refused the commit.')
    pair.venue.deposit('USDT', '777')
    await pair.time.until(() => first.code === 'STORE_FAILED', 1_000)
    await pair.time.until(() => !first.account.isFollowedHere, 10_000)
    first.storage.commitRefusal = undefined
    await pair.time.until(() => first.code === 'LIVE' && second.code === 'LIVE')
    await pair.time.advance(5_000)
    const free = first.account.snapshot().assets.find(({ asset }) => asset === 'USDT')?.free
    expect(free).toBe(pair.venue.balances.get('USDT')?.free)
    expect([first.isWhole, second.isWhole]).toEqual([true, true])
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('is followed by another gateway where commits stay refused and the ledger cannot be opened again', async () => {
    const { pair, first, second } = await both()
    first.storage.commitRefusal = new CodedError('STORE_REFUSED', 'The database refused the commit.')
    first.storage.refusal = first.storage.commitRefusal
    pair.trade()
    await pair.time.until(() => second.account.isFollowedHere, 20_000)
    await pair.time.advance(30_000)
    expect(second.code).toBe('LIVE')
    expect(await pair.untrue()).toEqual([])
    await pair.done(Promise.all([first.close(), second.close()]))
  })

  it('is followed on after a refused commit if the next one is stored', async () => {
    const { pair, first, second } = await both()
    first.storage.commitRefusal = new CodedError('STORE_REFUSED', 'The database refused the commit.')
    pair.trade()
    await pair.time.until(() => first.code === 'STORE_FAILED', 1_000)
    first.storage.commitRefusal = undefined
    for (let seconds = 0; seconds < 60; seconds++) {
      await pair.time.advance(1_000)
      expect(first.account.isFollowedHere).toBe(true)
    }
    expect(first.code).toBe('LIVE')
    expect(await pair.untrue()).toEqual([])
    await pair.done(Promise.all([first.close(), second.close()]))
  })
})
