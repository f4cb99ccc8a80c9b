/** A desk of several accounts one of whose keys the exchange refuses: the others go on, and the refused one says why. */

import { describe, expect, it } from 'vitest'
import type { DeskBatch } from '@spotdeck/edge'
import { deskOnVenue } from './testing/desk-on-venue.ts'
import { readLedgerBinding, ledgerPath } from '@spotdeck/store'

const accountOf = (id: string, apiKey: string) => ({
  id,
  label: id,
  credentials: { apiKey, secret: `secret of ${apiKey}` },
  trading: false,
})
const both = { accounts: [accountOf('other', 'mx0refused'), accountOf('main', 'mx0key')] }
const statusOf = (running: Awaited<ReturnType<ReturnType<typeof deskOnVenue>['open']>>, id: string) =>
  running.desk.account(id)?.info().status

it('two keys of one user are refused at the start, in words', async () => {
  const rig = deskOnVenue(undefined, { accounts: [accountOf('other', 'mx0key2'), accountOf('main', 'mx0key')] })
  await expect(rig.open()).rejects.toThrow('The keys of accounts other and main belong to one user of the exchange.')
})

describe('a refused key', () => {
  it('does not stop the other accounts, and its account says why in status and health', async () => {
    const rig = deskOnVenue(undefined, both)
    rig.sdk.refused.add('mx0refused')
    const running = await rig.open()
    const batches: DeskBatch[] = []
    running.desk.subscribe((batch) => batches.push(batch))
    await rig.time.until(() => statusOf(running, 'main')?.state === 'live')
    await rig.time.until(() => statusOf(running, 'other')?.state === 'offline', 300_000)
    expect(statusOf(running, 'other')?.code).toBe('AUTH_REFUSED')
    await rig.time.advance(3_000)
    const health = batches.findLast(
      (batch) => batch.kind === 'sampled' && batch.account === 'other' && batch.event.topic === 'health',
    )
    expect(health).toMatchObject({ event: { data: { status: { state: 'offline', code: 'AUTH_REFUSED' } } } })
    expect(statusOf(running, 'main')?.state).toBe('live')
    await rig.close(running)
  })

  it('can be replaced by the right one: its new ledger is not bound yet', async () => {
    const rig = deskOnVenue(undefined, both)
    rig.sdk.refused.add('mx0refused')
    await rig.close(await rig.open())
    const mended = deskOnVenue(rig.config.dataDir, {
      accounts: [accountOf('other', 'mx0right'), accountOf('main', 'mx0key')],
    })
    const running = await mended.open()
    await mended.close(running)
    expect(readLedgerBinding(ledgerPath(rig.config.dataDir, 'other'))?.user).toBe('70011224')
  })

  it('does not open the ledger of another key, and the other accounts start', async () => {
    const dataDir = deskOnVenue().config.dataDir
    const first = deskOnVenue(dataDir, { accounts: [accountOf('other', 'mx0right'), accountOf('main', 'mx0key')] })
    const before = await first.open()
    await first.time.until(
      () => statusOf(before, 'main')?.state === 'live' || statusOf(before, 'other')?.state === 'live',
    )
    await first.close(before)
    const bound = readLedgerBinding(ledgerPath(dataDir, 'other'))
    const rig = deskOnVenue(dataDir, both)
    rig.sdk.refused.add('mx0refused')
    const running = await rig.open()
    expect(running.desk.accounts().map(({ id }) => id)).toEqual(['other', 'main'])
    await rig.time.advance(5_000)
    await rig.close(running)
    expect(readLedgerBinding(ledgerPath(dataDir, 'other'))).toEqual(bound)
  })

  it('is not believed where somebody on the way answered 700002 for 8 s at the start, with one account or two', async () => {
    const two = { accounts: [accountOf('other', 'mx0right'), accountOf('main', 'mx0key')] }
    for (const more of [{}, two]) {
      const rig = deskOnVenue(undefined, more)
      const began = rig.time.now()
      rig.sdk.refused.add('mx0key')
      rig.time.after(8_000, () => rig.sdk.refused.delete('mx0key'))
      const running = await rig.open()
      expect(rig.time.now() - began).toBeLessThan(12_000)
      await rig.time.until(() => statusOf(running, 'main')?.state === 'live')
      // The ledger is bound to the user, as if nobody had lied.
      expect(readLedgerBinding(ledgerPath(rig.config.dataDir, 'main'))?.user).toBe('70011223')
      await rig.close(running)
    }
  })

  it('stops the gateway if there is no other account', async () => {
    const rig = deskOnVenue(undefined, { accounts: [accountOf('other', 'mx0refused')] })
    rig.sdk.refused.add('mx0refused')
    await expect(rig.open()).rejects.toMatchObject({ code: 'EXCHANGE_REFUSED_KEY' })
  })
})
