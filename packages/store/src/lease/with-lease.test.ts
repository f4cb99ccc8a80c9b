import { silentLog, sleep } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { Leases } from './keeper.ts'
import { withLease } from './with-lease.ts'

function leaseOf(over: Partial<Leases>) {
  const time = new VirtualTime()
  const released: number[] = []
  const leases: Leases = {
    acquire: () => Promise.resolve(7),
    renew: () => Promise.resolve(true),
    release: async (token) => void released.push(token),
    ...over,
  }
  const refused = (why: string): Error => new Error(`The lease is ${why}.`)
  return { time, released, parts: { leases, monotonic: time, timers: time, log: silentLog, waitMs: 1_000, refused } }
}

const unanswered = { renew: () => Promise.reject(new Error('The server is away.')) }

describe('work under a lease', () => {
  it('is told that the lease is lost, and awaited before the caller is', async () => {
    for (const [over, why] of [
      [unanswered, 'expired'],
      [{ renew: () => Promise.resolve(false) }, 'taken'],
    ] as const) {
      const { time, parts } = leaseOf(over)
      const seen: string[] = []
      let end: () => void = () => undefined
      const ended = withLease(parts, async (_token, signal) => {
        signal.addEventListener('abort', () => seen.push('told'))
        await new Promise<void>((resolve) => (end = resolve))
        seen.push('ended')
        signal.throwIfAborted()
      }).catch((error: unknown) => seen.push(String(error)))
      await time.advance(6_000)
      expect(seen).toEqual(['told'])
      end()
      await ended
      expect(seen).toEqual(['told', 'ended', `Error: The lease is ${why}.`])
    }
  })

  it('rejects with the reason of the loss where its write was refused for it, and with its own error otherwise', async () => {
    for (const [over, reason] of [
      [unanswered, 'The lease is expired.'],
      [{}, 'The write was refused.'],
    ] as const) {
      const { time, parts, released } = leaseOf(over)
      const write = async (): Promise<never> => {
        await sleep({ timers: time, ms: 5_500 })
        throw new Error('The write was refused.')
      }
      const rejected = expect(withLease(parts, write)).rejects.toThrow(reason)
      await time.advance(6_000)
      await rejected
      expect(released).toContain(7)
    }
  })

  it('is not started where another process holds the lease', async () => {
    const { time, parts } = leaseOf({ acquire: () => Promise.resolve(undefined) })
    const started: number[] = []
    const rejected = expect(withLease(parts, async (token) => started.push(token))).rejects.toThrow('taken')
    await time.advance(2_000)
    await rejected
    expect(started).toEqual([])
  })
})
