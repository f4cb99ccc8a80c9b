import { openMemoryStore } from '@spotdeck/follow'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import { type Person, Simulation, differences } from './support/simulation.ts'
type FaultOrder = Parameters<Simulation['venue']['faults']['add']>[0]
type Fault = Omit<FaultOrder, 'target' | 'probability'> & Partial<Pick<FaultOrder, 'target' | 'probability'>>

/** Faults of the exchange, and the time after each within which the ledger is correct again. */
const FAULTS: readonly (readonly [name: string, rightAfterMs: number, fault: Fault])[] = [
  ['a listen key expires', 5_000, { kind: 'expire-listen-key' }],
  ['a stranger closes the listen key', 5_000, { kind: 'steal-listen-key' }],
  ['new sockets are refused', 65_000, { kind: 'refuse' }],
  ['subscriptions are blocked', 65_000, { kind: 'blocked' }],
  ['pushes come twice', 5_000, { kind: 'duplicate', probability: 0.5 }],
  ['pushes come late', 5_000, { kind: 'delay', delayMs: 700, probability: 0.3 }],
  ['pushes overtake each other', 5_000, { kind: 'reorder', probability: 0.3 }],
  ['pushes are cut in the middle', 35_000, { kind: 'corrupt', probability: 0.2 }],
  ['pushes carry a huge unknown field', 5_000, { kind: 'oversize', probability: 0.2 }],
  ['nothing passes and nobody closes', 65_000, { kind: 'half-open' }],
  ['REST answers 504 before the work', 65_000, { kind: 'error-before', status: 504 }],
  ['REST answers 503 after the work', 65_000, { kind: 'error-after', status: 503, probability: 0.7 }],
  ['REST answers 429', 65_000, { kind: 'rate-limit', status: 429, retryAfterSeconds: 2, probability: 0.8 }],
  ['the firewall answers 403', 65_000, { kind: 'error-before', status: 403 }],
  ['pushes stop though PING is answered', 7 * MINUTE_MS, { kind: 'stall' }],
  ['pushes are lost without a trace', 7 * MINUTE_MS, { kind: 'drop', probability: 0.1 }],
]

/** Orders and deals of the truth that are not in the ledger although coverage claims their time. */
async function falseClaims(
  simulation: Simulation,
  { id, account }: Person,
  graceMs: number,
): Promise<readonly string[]> {
  const disk = simulation.disks.ledgers.get(id)
  if (disk === undefined) return []
  const store = openMemoryStore(disk)
  const { coverage } = await store.load()
  const isClaimed = (kind: string, time: number): boolean =>
    time < simulation.time.now() - graceMs &&
    coverage.some(
      (window) =>
        window.kind === kind &&
        (window.state === 'complete' || window.state === 'repaired') &&
        window.from <= time &&
        time < (window.to ?? Infinity),
    )
  const orders = new Set((await store.orders({ limit: 100_000 })).map(({ orderId }) => orderId))
  const dealOf = (one: { orderId: string; quantity: string; time: number }): string =>
    `${one.orderId} ${one.quantity} ${Math.floor(one.time / 1_000)}`
  const deals = new Set((await store.deals({ limit: 100_000 })).map(dealOf))
  const { exchange } = simulation.venue
  const symbols = ['MXUSDT', 'BTCUSDT', 'ETHUSDT']
  return [
    ...symbols
      .flatMap((symbol) => exchange.orders(account, symbol))
      .filter(({ orderId, createdAt }) => !orders.has(orderId) && isClaimed('orders', createdAt))
      .map(({ orderId }) => orderId),
    ...symbols
      .flatMap((symbol) => exchange.deals(account, symbol))
      .filter((deal) => !deals.has(dealOf(deal)) && isClaimed('deals', deal.time))
      .map(dealOf),
  ]
}

async function started(seed: number, others: readonly string[] = []): Promise<Simulation> {
  const simulation = new Simulation(seed, others)
  await simulation.busy(10_000)
  await simulation.start()
  await allLive(simulation)
  return simulation
}

async function allLive(simulation: Simulation, limitMs = 2 * MINUTE_MS): Promise<void> {
  await simulation.time.until(() => simulation.people.every((person) => simulation.status(person) === 'live'), limitMs)
}

describe('while something goes wrong at the exchange', () => {
  it.each(FAULTS)(
    '%s: nothing is claimed that is missing, and the ledger is right within %i ms of its end',
    async (_name, rightAfterMs, fault) => {
      const simulation = await started(7)
      simulation.venue.faults.add({ target: {}, probability: 1, ...fault })
      for (let round = 0; round < 12; round++) {
        await simulation.busy(7_000)
        expect(await falseClaims(simulation, simulation.main, rightAfterMs)).toEqual([])
      }
      simulation.venue.faults.clear()
      await simulation.busy(2_000)
      await simulation.time.advance(rightAfterMs)
      await allLive(simulation)
      expect(await differences(simulation)).toEqual([])
      expect(await falseClaims(simulation, simulation.main, 0)).toEqual([])
      simulation.kill()
    },
  )
})

describe('several accounts side by side', () => {
  it('do not disturb each other: what goes wrong for one is not seen by the others', async () => {
    const simulation = await started(11, ['alice', 'bob'])
    const [main, alice, bob] = simulation.people
    if (main === undefined || alice === undefined || bob === undefined) throw new Error('There are three.')
    const { apiKey } = alice.credentials
    const heads = new Map([main, bob].map(({ id }) => [id, simulation.disks.ledgers.get(id)?.links.length ?? 0]))
    for (const fault of [
      { kind: 'expire-listen-key' },
      { kind: 'refuse' },
      { kind: 'error-before', status: 504 },
      { kind: 'corrupt' },
    ] as const) {
      simulation.venue.faults.add({ target: { apiKey }, probability: 1, ...fault })
      for (let second = 0; second < 40; second++) {
        await simulation.busy(1_000)
        expect([simulation.status(main), simulation.status(bob)]).toEqual(['live', 'live'])
      }
    }
    expect(simulation.status(alice)).not.toBe('live')
    for (const { id } of [main, bob]) {
      const events = (simulation.disks.ledgers.get(id)?.links ?? []).slice(heads.get(id)).map(({ event }) => event)
      expect(events.length).toBeGreaterThan(20)
      expect(events.filter(({ type, source }) => type === 'status.changed' || source === 'audit')).toEqual([])
    }
    simulation.venue.faults.clear()
    await allLive(simulation, 3 * MINUTE_MS)
    await simulation.time.advance(MINUTE_MS)
    for (const person of simulation.people)
      expect([person.id, await differences(simulation, person)]).toEqual([person.id, []])
    simulation.kill()
  })
})

describe('time that passes', () => {
  it('of an absence: what happened meanwhile is found, and coverage names the absence until it is', async () => {
    const simulation = await started(3)
    await simulation.busy(20_000)
    const left = simulation.time.now()
    simulation.kill()
    await simulation.busy(30_000)
    await simulation.time.advance(10 * HOUR_MS)
    await simulation.busy(30_000)
    await simulation.start()
    await simulation.time.advance(0)
    const disk = simulation.disks.ledgers.get('main')
    if (disk === undefined) throw new Error('The ledger is there.')
    const deals = async () =>
      (await openMemoryStore(disk).load()).coverage.filter(
        ({ kind, to }) => kind === 'deals' && (to ?? Infinity) > left,
      )
    expect((await deals()).map(({ state }) => state)).not.toContain('complete')
    await allLive(simulation)
    await simulation.time.advance(2 * MINUTE_MS)
    expect((await deals()).map(({ state }) => state)).toEqual(['repaired', 'complete'])
    expect(await differences(simulation)).toEqual([])
    simulation.kill()
  })
})
