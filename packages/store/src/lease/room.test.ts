import { describe, expect, it } from 'vitest'
import type { Leases } from './keeper.ts'
import { LeaseRoom } from './room.ts'

/** The lease of an account, and whether it is free. */
class Row {
  isFree = true
  isAway = false
  asked = 0
  readonly leases: Leases = {
    acquire: async () => {
      this.asked += 1
      if (this.isAway) throw new Error('No answer.')
      return this.isFree ? 7 : undefined
    },
    renew: async () => true,
    release: async () => undefined,
  }
}

const rows = () => ({ a: new Row(), b: new Row(), c: new Row() })

describe('room for leases', () => {
  it('asks for no lease beyond its capacity, and for one more when one is released or lost', async () => {
    const room = new LeaseRoom(2)
    const { a, b, c } = rows()
    const [one, two, three] = [room.admit('a', a.leases), room.admit('b', b.leases), room.admit('c', c.leases)]
    const tried = await Promise.all([one, two, three].map(({ leases }) => leases.acquire(1)))
    expect(tried).toEqual([7, 7, undefined])
    expect(c.asked).toBe(0)
    await one.leases.release(7)
    expect(await three.leases.acquire(1)).toBe(7)
    expect(await one.leases.acquire(1)).toBeUndefined()
    two.left()
    expect(await one.leases.acquire(1)).toBe(7)
    expect(room.size).toBe(2)
  })

  it('gives the place of a lease that another process holds to the next account', async () => {
    const room = new LeaseRoom(1)
    const { a, b } = rows()
    a.isFree = false
    expect(await room.admit('a', a.leases).leases.acquire(1)).toBeUndefined()
    expect(await room.admit('b', b.leases).leases.acquire(1)).toBe(7)
  })

  it('keeps the place of a lease that was perhaps granted', async () => {
    const room = new LeaseRoom(1)
    const { a, b } = rows()
    const one = room.admit('a', a.leases)
    a.isAway = true
    await expect(one.leases.acquire(1)).rejects.toThrow('No answer.')
    expect(await room.admit('b', b.leases).leases.acquire(1)).toBeUndefined()
    a.isAway = false
    expect(await one.leases.acquire(1)).toBe(7)
  })
})
