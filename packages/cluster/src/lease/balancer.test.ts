import { type BalanceMove, type BalanceView, nextMove } from '@spotdeck/store/postgres'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { DeskBalance } from '../ledgers.ts'
import { Balancer } from './balancer.ts'

const IDS = Array.from({ length: 6 }, (_, n) => `account-${n}`)

/** Gateways of one table of leases. */
class Gateways {
  readonly time = new VirtualTime()
  readonly holders = new Map<string, string | undefined>(IDS.map((id) => [id, 'one']))
  readonly members = new Set<string>()
  readonly moves: (BalanceMove & { readonly at: number })[] = []
  readonly unsteady = new Set<string>()
  isAway = false

  start(name: string): Balancer {
    this.members.add(name)
    const { time } = this
    const accounts = () =>
      IDS.map((id) => ({ id, canFollow: true, isSteady: !this.unsteady.has(id), handOver: () => undefined }))
    const balancer = new Balancer({
      balance: this.#balance(name),
      accounts,
      monotonic: time,
      timers: time,
      log: silentLog,
    })
    balancer.start()
    return balancer
  }

  count(name: string): number {
    return [...this.holders.values()].filter((holder) => holder === name).length
  }

  #balance(name: string): DeskBalance {
    const view = (): BalanceView => ({
      members: [...this.members].map((one) => ({ holder: one, name: one, capacity: Infinity, accounts: new Set(IDS) })),
      accounts: [...this.holders].map(([account, holder]) => ({ account, holder })),
    })
    return {
      beat: async () => {
        if (this.isAway) throw new Error('The database is away.')
        return [...this.members].join()
      },
      next: (isSteady) => {
        const move = nextMove(view(), isSteady)
        return move?.from === name ? move : undefined
      },
      give: async (move) => {
        this.moves.push({ ...move, at: this.time.now() })
        this.holders.set(move.account, undefined)
        this.time.after(700, () => void this.holders.set(move.account, move.to))
        return true
      },
    }
  }
}

describe('a gateway that spreads accounts', () => {
  it('gives some to one that has joined, one after the other, and then none any more', async () => {
    const desk = new Gateways()
    const one = desk.start('one')
    await desk.time.advance(60_000)
    expect(desk.moves).toEqual([])
    const joined = desk.time.now()
    const two = desk.start('two')
    await desk.time.advance(120_000)
    expect([desk.count('one'), desk.count('two')]).toEqual([3, 3])
    const times = desk.moves.map(({ at }) => at)
    expect(Math.min(...times) - joined).toBeGreaterThanOrEqual(15_000)
    for (const [n, at] of times.slice(1).entries()) expect(at - (times[n] ?? 0)).toBeGreaterThanOrEqual(5_000)
    await desk.time.advance(600_000)
    expect(desk.moves).toHaveLength(3)
    for (const balancer of [one, two]) balancer.close()
  })

  it('moves nothing while gateways come and go, an account is not steady, or the database is away', async () => {
    const desk = new Gateways()
    const one = desk.start('one')
    const two = desk.start('two')
    for (let n = 0; n < 6; n++) {
      if (!desk.members.delete('two')) desk.members.add('two')
      await desk.time.advance(10_000)
    }
    desk.members.add('two')
    for (const id of IDS) desk.unsteady.add(id)
    await desk.time.advance(60_000)
    desk.isAway = true
    desk.unsteady.clear()
    await desk.time.advance(60_000)
    expect(desk.moves).toEqual([])
    desk.isAway = false
    await desk.time.advance(60_000)
    expect(desk.moves).toHaveLength(3)
    for (const balancer of [one, two]) balancer.close()
  })
})
