import type { DurableEnvelope } from '@spotdeck/api'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Hub } from './hub.ts'
import { formatPosition, isWithin, parsePosition } from './resume.ts'
import { assetDraft, dealDraft, orderDraft, statusDraft } from '../testing/drafts.ts'
import { type EventDraft, FakeDesk } from '../testing/fake-desk.ts'
import { TestReader } from '../testing/test-reader.ts'

type Act =
  | { readonly kind: 'commit'; readonly events: readonly number[] }
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' }
  | { readonly kind: 'miss'; readonly events: readonly number[] }
  | { readonly kind: 'repeat'; readonly count: number }
  | { readonly kind: 'disconnect' }
  | {
      readonly kind: 'connect'
      readonly door: 'websocket' | 'sse'
      readonly intervalMs: number
      readonly weight: number
    }
  | { readonly kind: 'deliver'; readonly count: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'epoch' }
  | { readonly kind: 'forget'; readonly share: number }

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const kinds = fc.array(fc.nat(5), { minLength: 1, maxLength: 12 })
const commit = kinds.map((events): Act => ({ kind: 'commit', events }))
const connect = fc
  .record({
    door: fc.constantFrom('websocket', 'sse'),
    intervalMs: fc.constantFrom(0, 0, 50, 250, 60_000),
    weight: fc.constantFrom(100, 100, 300_000),
  })
  .map((given): Act => ({ kind: 'connect', ...given }))
const gentle: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: commit },
  { weight: 3, arbitrary: connect },
  { weight: 1, arbitrary: kinds.map((events): Act => ({ kind: 'miss', events })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }).map((count): Act => ({ kind: 'repeat', count })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Act>(...['hold', 'release', 'disconnect'].map((kind) => ({ kind }) as Act)),
  },
  { weight: 5, arbitrary: fc.nat(20).map((count): Act => ({ kind: 'deliver', count })) },
  { weight: 5, arbitrary: fc.constantFrom(1, 7, 60, 400, 16_000).map((ms): Act => ({ kind: 'wait', ms })) },
)
const rough: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: gentle },
  { weight: 1, arbitrary: fc.constant<Act>({ kind: 'epoch' }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map((share): Act => ({ kind: 'forget', share })) },
)

const setting = fc.record({
  tailLength: fc.constantFrom(1, 4, 4_096),
  lateMs: fc.array(fc.constantFrom(0, 0, 3, 30, 900), { minLength: 1, maxLength: 5 }),
})

/** Events that viewers are not shown. */
const HIDDEN_SYMBOL = 'MXUSDT'
const HIDDEN_ASSET = 'MX'
const leavesOut = (kind: 'asset' | 'symbol', name: string): boolean =>
  name === (kind === 'symbol' ? HIDDEN_SYMBOL : HIDDEN_ASSET)

const draftOf = (n: number, kind: number): EventDraft => {
  if (kind <= 1) return orderDraft(n, kind === 0 ? 'BTCUSDT' : HIDDEN_SYMBOL)
  if (kind <= 3) return dealDraft(n, kind === 2 ? 'BTCUSDT' : HIDDEN_SYMBOL)
  return kind === 4 ? assetDraft(n, n % 2 === 0 ? 'USDT' : 'MX') : statusDraft(n)
}

/** `who`: which of three readers connects, disconnects or is delivered to; the first unless told. */
async function play(
  acts: readonly (Act & { readonly who?: number })[],
  { tailLength, lateMs }: { tailLength: number; lateMs: readonly number[] },
  isViewer = false,
) {
  const time = new VirtualTime()
  let reads = 0
  const late = () => new Promise<void>((resolve) => void time.after(lateMs[reads++ % lateMs.length] ?? 0, resolve))
  const desk = new FakeDesk({ late })
  const hub = new Hub({
    desk,
    viewOf: (_account, audience) => ({ audience, maskId: (id) => id, ...(isViewer ? { leavesOut } : {}) }),
    world: { clock: time, timers: time, log: silentLog },
    tailLength,
  })
  const open = () => new TestReader(hub, { clock: time, timers: time }, { epoch: 'aaaaaaaaaaaaaaaa', seq: 0 }, isViewer)
  const first = open()
  const readers = [first, open(), open()]
  let n = 0
  let epochs = 0
  for (const act of acts) {
    const reader = readers[act.who ?? 0] ?? first
    if (act.kind === 'commit') desk.commit(act.events.map((kind) => draftOf(n++, kind)))
    else if (act.kind === 'miss') {
      desk.hold()
      desk.commit(act.events.map((kind) => draftOf(n++, kind)))
      desk.lose()
    } else if (act.kind === 'hold') desk.hold()
    else if (act.kind === 'release') desk.release()
    else if (act.kind === 'repeat') desk.repeat(act.count)
    else if (act.kind === 'disconnect') reader.disconnect()
    else if (act.kind === 'connect') reader.connect(act.door, act.intervalMs, act.weight)
    else if (act.kind === 'deliver') reader.deliver(act.count)
    else if (act.kind === 'wait') await time.advance(act.ms)
    else if (act.kind === 'epoch') desk.startEpoch(`bbbbbbbbbbbbbbb${(epochs++ % 16).toString(16)}`)
    else desk.forget(Math.floor(act.share * desk.log().length))
  }
  desk.release()
  for (let round = 0; round < 200; round++) {
    for (const reader of readers) if (!reader.connected) reader.connect('websocket', 0)
    await time.advance(round < 100 ? 50 : 1_000)
    for (const reader of readers) reader.deliver()
  }
  return { desk, reader: first, readers }
}

const seqs = (events: readonly { seq: number }[]): number[] => events.map(({ seq }) => seq)
const withoutCoalescing = ({ topic }: { topic: string }): boolean => topic === 'orders' || topic === 'deals'

describe('resume', () => {
  it('gives every order and deal exactly once and in order, on every transport, after breaks, at any pace', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(gentle, { maxLength: 80, size: 'max' }), setting, async (acts, given) => {
        const { desk, reader } = await play(acts, given)
        expect(reader.resets).toBe(0)
        expect(seqs(reader.received.filter(withoutCoalescing))).toEqual(seqs(desk.log().filter(withoutCoalescing)))
      }),
      { numRuns: 50 * RUNS },
    )
  })

  it('gives them to each of several subscribers, whatever happens to the others', async () => {
    const acts = fc.array(
      fc.tuple(gentle, fc.nat(2)).map(([act, who]) => ({ ...act, who })),
      { maxLength: 120, size: 'max' },
    )
    await fc.assert(
      fc.asyncProperty(acts, setting, async (given, world) => {
        const { desk, readers } = await play(given, world)
        for (const { received, resets } of readers) {
          expect(resets).toBe(0)
          expect(seqs(received.filter(withoutCoalescing))).toEqual(seqs(desk.log().filter(withoutCoalescing)))
        }
      }),
      { numRuns: 40 * RUNS },
    )
  })

  it('ends with the newest value of every asset and of the status', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(gentle, { maxLength: 80, size: 'max' }), setting, async (acts, given) => {
        const { desk, reader } = await play(acts, given)
        for (const topic of ['assets', 'status']) {
          const last = desk.log().findLast((event) => event.topic === topic)
          expect(reader.received.findLast((event) => event.topic === topic)?.seq).toBe(last?.seq)
        }
      }),
      { numRuns: 15 * RUNS },
    )
  })

  it('sends a reset when the position is unknown, and then every later event', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rough, { maxLength: 80, size: 'max' }), setting, async (acts, given) => {
        const { desk, reader } = await play(acts, given)
        const head = desk.account('main')?.head()
        expect(reader.base.epoch).toBe(head?.epoch)
        const owed = desk.log().filter((event) => withoutCoalescing(event) && event.seq > reader.base.seq)
        expect(seqs(reader.received.filter(withoutCoalescing))).toEqual(seqs(owed))
      }),
      { numRuns: 50 * RUNS },
    )
  })

  it('gives a viewer every visible order and deal, and no positions of hidden events', async () => {
    const isShown = (event: DurableEnvelope): boolean =>
      event.topic === 'orders' || event.topic === 'deals'
        ? event.data.symbol !== HIDDEN_SYMBOL
        : event.topic === 'status' || event.data.asset !== HIDDEN_ASSET
    await fc.assert(
      fc.asyncProperty(fc.array(rough, { maxLength: 80, size: 'max' }), setting, async (acts, given) => {
        const { desk, reader } = await play(acts, given, true)
        const owed = desk
          .log()
          .filter((event) => withoutCoalescing(event) && isShown(event) && event.seq > reader.base.seq)
        expect(seqs(reader.received.filter(withoutCoalescing))).toEqual(seqs(owed))
        // A ledger that no longer keeps the last visible event reports its head instead.
        if (acts.some(({ kind }) => kind === 'forget')) return
        expect(reader.at).toMatchObject({ epoch: reader.base.epoch, seq: desk.log().findLast(isShown)?.seq ?? 0 })
      }),
      { numRuns: 40 * RUNS },
    )
  })

  it('gives a viewer positions of a new ledger only after the reset, even when the store answers late', async () => {
    const acts: readonly Act[] = [
      { kind: 'commit', events: [0, 0, 0] },
      { kind: 'connect', door: 'websocket', intervalMs: 0, weight: 100 },
      { kind: 'epoch' },
      { kind: 'wait', ms: 16_000 },
      { kind: 'epoch' },
      { kind: 'commit', events: [0, 0, 0] },
    ]
    // The store answers after the time at which positions are told.
    const { desk, reader } = await play(acts, { tailLength: 1, lateMs: [20_000] }, true)
    expect(reader.at).toEqual(desk.account('main')?.head())
  })

  it('gives every event of every topic when no interval was asked for', async () => {
    const commits = fc.array(commit, { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(commits, setting, async (acts, given) => {
        const { desk, reader } = await play(
          [{ kind: 'connect', door: 'sse', intervalMs: 0, weight: 100 }, ...acts],
          given,
        )
        expect(seqs(reader.received)).toEqual(seqs(desk.log()))
      }),
      { numRuns: 13 * RUNS },
    )
  })
})

describe('positions', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9a-f]{8,64}$/),
        fc.nat(),
        fc.option(fc.stringMatching(/^([0-9a-f]{8}|[a-z2-7]{12})$/), { nil: undefined }),
        (epoch, seq, hash) => {
          const at = { epoch, seq, ...(hash === undefined ? {} : { hash }) }
          expect(parsePosition(formatPosition(at))).toEqual({ kind: 'position', at })
        },
      ),
    )
  })

  it('rejects every other text', () => {
    for (const text of [
      '',
      '12',
      'abcdef01',
      'abcdef01:',
      'abcdef01:-1',
      'abcdef01:1.5',
      'xyz:1',
      'main:abcdef01:1',
      'abcdef01:1 ',
      'abcdef01:1:',
      'abcdef01:1:ABCDEF01',
      'abcdef01:1:abc',
      'ABCDEF01:1',
    ]) {
      expect(parsePosition(text)).toEqual({ kind: 'malformed' })
    }
  })

  it('resumes only within the same ledger and up to its head', () => {
    const head = { epoch: 'abcdef01', seq: 5 }
    expect(isWithin({ epoch: 'abcdef01', seq: 5 }, head)).toBe(true)
    expect(isWithin({ epoch: 'abcdef01', seq: 6 }, head)).toBe(false)
    expect(isWithin({ epoch: 'abcdef02', seq: 1 }, head)).toBe(false)
  })
})
