import type { Status } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { MAX_SILENCE_MS, MIN_LEASE_MS, type ReaderWatch, readerStatus, watchFrom, watched } from './reader-status.ts'

const stored: Status = { state: 'live', code: 'LIVE', params: {}, since: 1 }
const statusAt = (watch: ReaderWatch, at: number): string => {
  const silentMs = at - (watch.seenAt ?? watch.begun.at)
  const { state, code, since } = readerStatus(watch, { stored, at, silentMs })
  return `${state} ${code} ${since}`
}
const started = watchFrom({ at: 100, why: 'start' })
const lost = watchFrom({ at: 100, why: 'lease-lost' })

describe('the status of an account that is read', () => {
  it('is the stored one only while somebody holds the lease with time to spare', () => {
    expect(statusAt(started, 100)).toBe('stale NOT_FOLLOWED 100')
    const seen = watched(started, { at: 200, leaseMs: MIN_LEASE_MS })
    expect(statusAt(seen, 200)).toBe('live LIVE 1')
    const late = watched(seen, { at: 700, leaseMs: MIN_LEASE_MS - 1 })
    expect(statusAt(late, 700)).toBe('stale NOT_FOLLOWED 700')
    // The time of its beginning stays.
    expect(statusAt(watched(late, { at: 1_200, leaseMs: 0 }), 1_200)).toBe('stale NOT_FOLLOWED 700')
    expect(statusAt(watched(late, { at: 1_200, leaseMs: 6_000 }), 1_200)).toBe('live LIVE 1')
  })

  it('is degraded while the bus is silent, unless it is worse or not live anyway', () => {
    const seen = watched(started, { at: 200, leaseMs: MIN_LEASE_MS })
    const stated = (watch: ReaderWatch, state: Status['state']): string =>
      readerStatus(watch, { stored: { ...stored, state }, at: 200, silentMs: 0, busSilentSince: 50 }).code
    expect([stated(seen, 'live'), stated(seen, 'reconciling'), stated(started, 'live')]).toEqual([
      'BUS_SILENT',
      'LIVE',
      'NOT_FOLLOWED',
    ])
  })

  it('says that the lease was lost until somebody is seen to follow', () => {
    expect(statusAt(lost, 60_000)).toBe('stale LEASE_LOST 100')
    const free = watched(lost, { at: 200, leaseMs: 900 })
    expect(statusAt(free, 200)).toBe('stale LEASE_LOST 100')
    const taken = watched(free, { at: 700, leaseMs: 6_000 })
    expect(statusAt(taken, 700)).toBe('live LIVE 1')
    expect(statusAt(watched(taken, { at: 1_200, leaseMs: 0 }), 1_200)).toBe('stale NOT_FOLLOWED 1200')
  })

  it('says that the database is away after its silence, and first of all that the ledger cannot be opened', () => {
    const seen = watched(started, { at: 200, leaseMs: 6_000 })
    expect(statusAt(seen, 200 + MAX_SILENCE_MS)).toBe('live LIVE 1')
    expect(statusAt(seen, 201 + MAX_SILENCE_MS)).toBe('stale STORE_UNREACHABLE 200')
    const refused = { ...seen, refused: { at: 300, code: 'LEDGER_FOREIGN' } }
    expect(readerStatus(refused, { stored, at: 400, silentMs: 0 })).toEqual({
      state: 'offline',
      code: 'LEDGER_NOT_OPENED',
      params: { what: 'LEDGER_FOREIGN' },
      since: 300,
    })
  })
})
