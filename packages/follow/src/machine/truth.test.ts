import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rig } from '../testing/rig.ts'
import { type Troubles, trouble } from '../testing/trouble.ts'
import { coverageAt, differences, falseClaims, startedRig, wrongAssets } from '../testing/truth.ts'
import { wrongOrders } from '../testing/wrong-while-live.ts'

const MINUTE = 60_000
/**
 * Longest time for which a live ledger may be wrong, or lack a row that coverage claims. A push is at most 400 ms late
 * here; one that overtook it waits 250 ms for it; what is in doubt is read after 1.25 s, and a read takes 40 ms. Of two equal deals of
 * one second REST may have told one under another name: the order that misses the other is asked for after 3 s, on a whole second.
 */
const SOON_MS = 5_000
/** Longest time until records without a push are found: REST shows them after 5 s, symbol by symbol. */
const SEARCHED_MS = 15_000
/** Time from the first start until the account is live, with a margin. */
const FIRST_LIVE_MS = 11_000
/** A socket that fell silent is found dead within a minute. */
const SILENCE_MS = MINUTE + SOON_MS
/** Longest time until an audit finds records without any trace in the stream: it runs every 5 minutes and reads twice. */
const AUDITED_MS = 6 * MINUTE

/** `SPOTDECK_PROPERTY_RUNS=40` draws forty times as many accounts. */
const TIMES = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)
/** Waits from one kill to the next: with `SPOTDECK_PROPERTY_RUNS=5` each is one under either kind of names. */
const BETWEEN_KILLS = Math.max(1, Math.round(10 / TIMES))
const PATIENCE_MS = 300_000 * (1 + TIMES)

const GOOD: Troubles = { lost: 0, stalls: false, refusals: false, lags: false }

/** Follows an account through its troubles; `graceMs`: how old a difference may be. */
async function survive(seed: number, hexNames: boolean, troubles: Troubles, graceMs: number): Promise<Rig> {
  const fresh = new Rig(seed)
  fresh.machineAheadMs = ((seed % 3) - 1) * MINUTE
  const rig = await startedRig(fresh)
  rig.venue.hexNames = hexNames
  let wrongSince = Infinity
  await trouble(rig, 150, troubles, async () => {
    const wrong = rig.state.status.state === 'live' ? [...wrongAssets(rig), ...wrongRecords(rig)] : []
    wrongSince = wrong.length === 0 ? Infinity : Math.min(wrongSince, rig.time.now())
    const tooLong = rig.time.now() - wrongSince > graceMs ? wrong : []
    expect({ seed, hexNames, claims: await falseClaims(rig, graceMs), tooLong }).toEqual({
      seed,
      hexNames,
      claims: [],
      tooLong: [],
    })
  })
  await rig.live()
  return rig
}

/** Orders that are wrong, or whose deals are; without those that left no trace in a balance, where coverage does not claim them. */
function wrongRecords(rig: Rig): readonly string[] {
  return wrongOrders(rig)
    .filter(({ id, status, createdAt }) => {
      const isTraceless = status === 'CANCELED' && rig.shown().get(id) === undefined
      return !isTraceless || CLAIMS.has(coverageAt(rig, 'orders', createdAt) ?? '')
    })
    .map(({ id, status }) => `order ${id} ${status}`)
}

const CLAIMS: ReadonlySet<string> = new Set(['complete', 'repaired'])

async function everySeed(runs: number, check: (seed: number, hexNames: boolean) => Promise<void>): Promise<void> {
  const seeds = fc.integer({ min: 1, max: 1_000_000 })
  await fc.assert(fc.asyncProperty(seeds, fc.boolean(), check), { numRuns: Math.ceil(runs * TIMES) })
}

describe('while it is followed, the ledger is right within seconds and nothing is claimed that is missing', () => {
  it(
    'though pushes come late, twice, unreadable or not in order, sockets and processes die, REST fails and clocks are off',
    async () => {
      await everySeed(3, async (seed, hexNames) => {
        const rig = await survive(seed, hexNames, GOOD, SOON_MS)
        await rig.time.advance(SEARCHED_MS)
        await rig.live()
        expect(await differences(rig)).toEqual([])
      })
    },
    PATIENCE_MS,
  )

  it(
    'though sockets stall, up to the minute in which that is found',
    async () => {
      await everySeed(2, async (seed, hexNames) => {
        const rig = await survive(seed, hexNames, { ...GOOD, stalls: true }, SILENCE_MS)
        await rig.time.advance(SEARCHED_MS)
        await rig.live()
        expect(await differences(rig)).toEqual([])
      })
    },
    PATIENCE_MS,
  )

  it(
    'though each of REST’s lists is as it was up to two seconds ago',
    async () => {
      await everySeed(2, async (seed, hexNames) => {
        const rig = await survive(seed, hexNames, { ...GOOD, lags: true }, SOON_MS)
        await rig.time.advance(SEARCHED_MS)
        await rig.live()
        expect(await differences(rig)).toEqual([])
      })
    },
    PATIENCE_MS,
  )

  it(
    'though the exchange does not speak of some symbols, of which nothing is claimed then',
    async () => {
      await everySeed(2, async (seed, hexNames) => {
        const rig = await survive(seed, hexNames, { ...GOOD, refusals: true }, SOON_MS)
        await rig.time.advance(SEARCHED_MS)
        await rig.live()
        expect({ wrong: wrongAssets(rig), claims: await falseClaims(rig, 0) }).toEqual({ wrong: [], claims: [] })
      })
    },
    PATIENCE_MS,
  )

  it(
    'though pushes are lost without a trace, up to the next audit',
    async () => {
      await everySeed(2, async (seed, hexNames) => {
        const rig = await survive(seed, hexNames, { ...GOOD, lost: 4, stalls: true }, AUDITED_MS)
        await rig.time.advance(AUDITED_MS)
        await rig.live()
        expect({ rows: await differences(rig), claims: await falseClaims(rig, 0) }).toEqual({ rows: [], claims: [] })
      })
    },
    PATIENCE_MS,
  )
})

/** One fixed day of an account: fills, a partial cancel, a deposit, a gap, and an unreadable push. */
const DAY: readonly ((rig: Rig) => void)[] = [
  ({ venue }) => venue.place('MXUSDT', 'BUY', '2', '10'),
  ({ venue }) => venue.fill(venue.openIds()[0] ?? '', '4'),
  ({ venue }) => venue.deposit('USDT', '7'),
  (rig) => rig.down(),
  ({ venue }) => venue.fill(venue.openIds()[0] ?? '', '2'),
  ({ venue }) => venue.fill(venue.place('ETHUSDT', 'BUY', '5', '3') ?? '', '3'),
  (rig) => rig.up(),
  ({ venue }) => venue.cancel(venue.openIds()[0] ?? ''),
  (rig) => rig.undecodable(),
  ({ venue }) => venue.fill(venue.place('MXUSDT', 'SELL', '3', '5') ?? '', '5'),
]

/** Lives the day, started again 2 s after it was killed. */
async function liveTheDay(killAt: number, hexNames: boolean): Promise<Rig> {
  const rig = new Rig()
  rig.venue.hexNames = hexNames
  rig.venue.deposit('USDT', '1000')
  rig.killAt = killAt
  await rig.start()
  rig.up()
  await survived(rig, FIRST_LIVE_MS)
  for (const act of [...DAY, () => undefined]) {
    act(rig)
    await survived(rig, 1_000)
  }
  await survived(rig, MINUTE)
  await rig.live()
  await rig.time.advance(MINUTE)
  return rig
}

/** Lets time pass; a process that was killed meanwhile is started again. */
async function survived(rig: Rig, ms: number): Promise<void> {
  await rig.time.advance(ms)
  if (!rig.isDead) return
  await rig.time.advance(1_000)
  await rig.start()
  rig.up()
}

describe('a process that is killed', () => {
  it.each([false, true])(
    'at any of its waits for disk and exchange, before or after each, has lost nothing once it is back (32-hex names: %s)',
    async (hexNames) => {
      const { awaits } = await liveTheDay(Infinity, hexNames)
      expect(awaits).toBeGreaterThan(150)
      for (let killAt = 1 + (hexNames ? Math.floor(BETWEEN_KILLS / 2) : 0); killAt <= awaits; killAt += BETWEEN_KILLS) {
        const rig = await liveTheDay(killAt, hexNames)
        expect({ killAt, rows: await differences(rig), claims: await falseClaims(rig, 0) }).toEqual({
          killAt,
          rows: [],
          claims: [],
        })
      }
    },
  )
})
