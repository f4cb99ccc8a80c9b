/** The writer of a ledger: one commit after the other, retried while the store fails, refused where it contradicts. */

import { EMPTY_STATE, type EventDraft, type LedgerState } from '@spotdeck/ledger'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { Commit, LedgerStore } from '@spotdeck/store'
import { CommitRefused, Writer, type WriterOptions } from './writer.ts'

const checked = (at: number, time = at): EventDraft => ({ type: 'account.checked', at, time, source: 'rest' })
const failing = (code: string): Error => Object.assign(new Error(code), { code })
const COVERAGE: LedgerState['coverage'] = [
  { kind: 'assets', from: 0, state: 'complete' },
  { kind: 'orders', from: 0, state: 'complete' },
]

/** A writer over a store that answers commits with these errors first; `tries`: times of the commits. */
function scene(errors: readonly Error[] = [], over: Partial<WriterOptions> = {}) {
  const time = new VirtualTime()
  const left = [...errors]
  const tries: number[] = []
  const logged: string[] = []
  const commits: Commit[] = []
  const published: (readonly number[])[] = []
  const begun = time.now()
  const commit = async (one: Commit): Promise<readonly string[]> => {
    tries.push(time.now() - begun)
    const error = left.shift()
    if (error !== undefined) throw error
    commits.push(one)
    return one.events.map(({ n }) => `hash ${n}`)
  }
  const say = (_: unknown, message?: string): void => void logged.push(message ?? '')
  const log = { error: say, warn: say, info: say, debug: say } as unknown as WriterOptions['log']
  const writer = new Writer({
    store: { commit } as LedgerStore,
    state: { ...EMPTY_STATE, coverage: COVERAGE },
    now: () => time.now(),
    timers: time,
    log,
    publish: (events) => void published.push(events.map(({ n }) => n)),
    ...over,
  })
  return { time, writer, tries, logged, commits, published, begun }
}

describe('a commit', () => {
  it('is stored, then published with its hashes; nothing is stored of no drafts', async () => {
    const told: unknown[] = []
    const { writer, commits } = scene([], {
      publish: (events, state, hashes) => void told.push([events.length, state.n, hashes]),
    })
    await writer.write([])
    expect(commits).toEqual([])
    await writer.write([checked(1), checked(2)])
    expect([commits.length, told, writer.state.n, writer.state.checkedAt]).toEqual([
      1,
      [[2, 2, ['hash 1', 'hash 2']]],
      2,
      2,
    ])
  })

  it('that a subscriber cannot take is stored all the same', async () => {
    const { writer, logged } = scene([], {
      publish: () => {
        throw new Error('full')
      },
    })
    await writer.write([checked(1)])
    expect([writer.state.n, logged]).toEqual([1, ['committed events not published']])
  })

  it('is retried while the store fails: after 250 ms, then twice as long, every 10 s at most', async () => {
    const errors = ['SQLITE_FULL', 'SQLITE_BUSY_SNAPSHOT', ...Array.from({ length: 6 }, () => 'STORE_UNREACHABLE')]
    const { writer, time, tries, logged, published } = scene(errors.map(failing))
    const written = writer.write([checked(1)])
    await time.advance(60_000)
    await written
    expect(tries).toEqual([0, 250, 750, 1_750, 3_750, 7_750, 15_750, 25_750, 35_750])
    expect([new Set(logged), published]).toEqual([new Set(['ledger not writable, retrying']), [[1]]])
  })

  it('that fails is told with its first time and its number of tries, and what is known ends with it', async () => {
    const { writer, time, begun } = scene([failing('SQLITE_FULL'), failing('SQLITE_IOERR')])
    expect([writer.known, writer.writing]).toEqual([writer.state, undefined])
    const written = writer.write([checked(begun + 5), checked(begun - 7), checked(begun - 3)])
    await time.advance(0)
    expect(writer.writing).toEqual({ since: begun, knownTo: begun - 7, attempt: 1, code: 'SQLITE_FULL' })
    await time.advance(250)
    expect(writer.writing).toEqual({ since: begun, knownTo: begun - 7, attempt: 2, code: 'SQLITE_IOERR' })
    const unknown = writer.known.coverage.filter(({ state }) => state === 'unknown')
    expect(unknown.map(({ kind, from }) => [kind, from - begun])).toEqual(
      ['assets', 'deals', 'flows', 'orders'].map((kind) => [kind, -7]),
    )
    await time.advance(500)
    await written
    expect([writer.known === writer.state, writer.writing]).toEqual([true, undefined])
  })

  it('that fails before the first start claims nothing', async () => {
    const { writer, time } = scene([failing('SQLITE_FULL')], { state: EMPTY_STATE })
    const written = writer.write([checked(1)])
    await time.advance(0)
    expect(writer.known).toBe(EMPTY_STATE)
    await time.advance(250)
    await written
  })

  it('that contradicts the ledger is refused at once and told until the next one is stored', async () => {
    const { writer, time, tries, logged, begun } = scene([
      failing('SQLITE_BUSY'),
      failing('SQLITE_CONSTRAINT_PRIMARYKEY'),
    ])
    const written = writer.write([checked(1)]).catch((error: unknown) => error)
    await time.advance(250)
    const error = await written
    expect(error).toBeInstanceOf(CommitRefused)
    expect(error).toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
    expect([writer.state.n, logged.at(-1)]).toEqual([0, 'commit contradicts the ledger, nothing stored'])
    expect(writer.writing).toEqual({ since: begun, knownTo: 1, attempt: 2, code: 'SQLITE_CONSTRAINT_PRIMARYKEY' })
    await writer.write([checked(2)])
    expect([tries.length, writer.state.n, writer.writing]).toEqual([3, 1, undefined])
  })
})

describe('the writer', () => {
  it('does one thing after the other, whatever becomes of it', async () => {
    const { writer } = scene()
    const done: string[] = []
    const first = writer.serial(async () => {
      await Promise.resolve()
      done.push('first')
      throw new Error('failed')
    })
    const second = writer.serial(async () => done.push('second'))
    await expect(first).rejects.toThrow('failed')
    await second
    expect(done).toEqual(['first', 'second'])
  })

  it('that is closed ends what is under way, and does not retry', async () => {
    const { writer, time, tries } = scene([failing('SQLITE_FULL')])
    const written = writer.serial(() => writer.write([checked(1)])).catch((error: unknown) => error)
    await time.advance(0)
    expect(writer.closed).toBe(false)
    const closed = writer.close()
    expect(writer.closed).toBe(true)
    await time.advance(250)
    await closed
    expect([await written, tries.length]).toEqual([expect.any(Error), 1])
  })
})
