import { durableEnvelope, type View } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { SharedEvent } from '../bus/shared-event.ts'
import { coalesce, withoutCoalescing } from './coalesce.ts'
import { assetDraft, orderDraft, statusDraft } from '../testing/drafts.ts'
import type { EventDraft } from '../testing/fake-desk.ts'

const HIDDEN = 'MX'
const viewOf = (audience: View['audience']): View => ({
  audience,
  maskId: (id) => id,
  ...(audience === 'viewer' ? { leavesOut: (_, name) => name === HIDDEN } : {}),
})
const shared = (...drafts: readonly EventDraft[]) =>
  drafts.map((draft, i) => {
    const envelope = { ...draft, account: 'main', epoch: 'aaaaaaaaaaaaaaaa', seq: i + 1 }
    return new SharedEvent(envelope, viewOf)
  })
const read = (texts: readonly { readonly text: string }[]) =>
  texts.map(({ text }) => durableEnvelope.parse(JSON.parse(text)))

test('of the changes of one asset and of the status the newest goes out, at its own place', () => {
  const events = shared(
    assetDraft(1, 'USDT'),
    orderDraft(2),
    assetDraft(3, 'USDT'),
    assetDraft(4, 'BTC'),
    statusDraft(5),
    orderDraft(6),
    statusDraft(7),
    assetDraft(8, 'USDT'),
  )
  const out = coalesce(events, 'owner')
  expect(out.map(({ event }) => event.seq)).toEqual([2, 4, 6, 7, 8])
  expect(read(out).map(({ seq }) => seq)).toEqual([2, 4, 6, 7, 8])
})

test('a change that stands for several has no step of its own, a single one has', () => {
  const [several, single] = read(
    coalesce(shared(assetDraft(1, 'USDT'), assetDraft(2, 'USDT'), assetDraft(3, 'BTC')), 'owner'),
  )
  expect(several?.data).not.toHaveProperty('freeChange')
  expect(several?.data).not.toHaveProperty('lockedChange')
  expect(single?.data).toHaveProperty('freeChange')
})

test('without an interval every event goes out as it was', () => {
  const events = shared(assetDraft(1, 'USDT'), assetDraft(2, 'USDT'), orderDraft(3))
  const out = withoutCoalescing(events, 'owner')
  expect(out.map(({ event }) => event.seq)).toEqual([1, 2, 3])
  for (const { data } of read(out).slice(0, 2)) expect(data).toHaveProperty('freeChange')
})

test('what an audience may not see does not go out', () => {
  const events = shared(assetDraft(1, HIDDEN), assetDraft(2, HIDDEN), assetDraft(3, 'USDT'))
  for (const out of [coalesce(events, 'viewer'), withoutCoalescing(events, 'viewer')]) {
    expect(out.map(({ event }) => event.seq)).toEqual([3])
  }
  expect(coalesce(events, 'public')).toEqual([])
})
