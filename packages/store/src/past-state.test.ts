import { decimal } from '@spotdeck/exact'
import type { LedgerEvent } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { PastFold } from './past-state.ts'

const amount = (text: string) => decimal<'asset'>(text)
let seq = 0
const moved = (time: number, [free, change]: readonly [string, string], reason = 'ENTRUST'): LedgerEvent => ({
  type: 'asset.changed',
  n: ++seq,
  seq,
  time,
  learntAt: time,
  source: 'stream',
  change: {
    asset: 'USDT',
    free: amount(free),
    locked: amount('0'),
    freeChange: amount(change),
    lockedChange: amount('0'),
    reason,
    time,
  },
})
const at = (events: readonly LedgerEvent[]) => (time: number) => {
  const fold = new PastFold({ seq: Infinity, time })
  for (const event of events) fold.take(event)
  return fold.read().assets[0]?.free
}

describe('a balance at a time', () => {
  it('holds a deposit that was pushed after later trades, from its own time on', () => {
    const events = [moved(100, ['600', '600']), moved(300, ['100', '-500']), moved(200, ['600', '500'], 'DEPOSIT')]
    expect([150, 250, 350].map(at(events))).toEqual(['600', '1100', '600'])
  })

  it('holds a deposit from its own time on, whose push followed a read of it', () => {
    const events = [
      moved(100, ['100', '100']),
      moved(300, ['600', '500'], 'RECONCILED'),
      moved(400, ['100', '-500'], 'RECONCILED'),
      moved(200, ['600', '500'], 'DEPOSIT'),
    ]
    expect([150, 250, 350, 450].map(at(events))).toEqual(['100', '600', '600', '600'])
  })
})
