import { type ImportProgress, importProgress } from '@spotdeck/api'
import { decimal } from '@spotdeck/exact'
import type { Clock } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { Rig, startedRig } from '@spotdeck/follow/testing'
import { type FileReader, inProcessReader } from '../file/file-reader.ts'
import { ImportError } from '../import-error.ts'
import type { Importer } from './importer.ts'
import { DEAL_HEADING, depositsFile, request, wallClock } from '../testing/files.ts'
import { importerOf } from '../testing/importer-of.ts'

/** Turns that a test lets pass one by one. */
class Turns {
  readonly #waiting: (() => void)[] = []
  open = false
  readonly turn = (): Promise<void> =>
    this.open ? Promise.resolve() : new Promise((resolve) => void this.#waiting.push(resolve))

  /** Lets one slice of the import run. */
  async next(): Promise<void> {
    for (let tries = 0; this.#waiting.length === 0 && tries < 1_000; tries++)
      await new Promise((resolve) => void setImmediate(resolve))
    this.#waiting.shift()?.()
    await new Promise((resolve) => void setImmediate(resolve))
  }

  release(): void {
    this.open = true
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** A clock by which every look takes a millisecond. */
function ticking(): Clock {
  let ms = 0
  return { now: () => (ms += 1) }
}

const turning = (rig: Rig, turns: Turns, reader: FileReader = inProcessReader): Importer =>
  importerOf(rig, { reader, clock: ticking(), turn: turns.turn })

const LONG_AGO = Date.UTC(2022, 0, 1)
const ROWS = 1_000
const longFile = (): string =>
  [
    DEAL_HEADING,
    ...Array.from(
      { length: ROWS },
      (_, n) => `1,MX_USDT,${wallClock(LONG_AGO + n * 60_000)},Buy,2,1,2,0.001USDT,Taker`,
    ),
  ].join('\n')

const longDeposits = (): string =>
  depositsFile(...Array.from({ length: ROWS }, (_, n) => [LONG_AGO + n * 86_400_000, 'MX', '1'] as const))

/** Lets slices run until the import stands as wanted. */
async function until(importer: Importer, turns: Turns, wanted: (now: ImportProgress) => boolean, importId: string) {
  for (let tries = 0; tries < 500; tries++) {
    const now = importProgress.parse(importer.progress(importId))
    if (wanted(now)) return now
    await turns.next()
  }
  throw new Error('The import never came there.')
}

describe('a long import', () => {
  it('lets other work run between slices, reports its rows up to the preview and is then applied', async () => {
    const rig = await startedRig(new Rig(1))
    const turns = new Turns()
    const importer = turning(rig, turns)
    const begun = importer.start(request(longFile()))
    expect(begun).toMatchObject({ phase: 'reading', preview: null, problem: null })
    const halfway = await until(importer, turns, ({ phase, done }) => phase === 'matching' && done > 0, begun.importId)
    expect(halfway.total).toBe(ROWS)
    expect(halfway.done).toBeLessThan(ROWS)
    turns.release()
    const ready = await until(importer, turns, ({ phase }) => phase === 'ready', begun.importId)
    expect(ready.preview).toMatchObject({ importId: begun.importId, rows: ROWS, added: ROWS })
    expect(importer.startApply(begun.importId)).toMatchObject({ phase: 'applying' })
    const applied = await until(importer, turns, ({ phase }) => phase === 'applied', begun.importId)
    expect(applied.applied).toMatchObject({ added: ROWS, known: 0 })
    expect(() => importer.startApply(begun.importId)).toThrow(expect.objectContaining({ code: 'IMPORT_GONE' }))
  })

  it('is canceled between two slices, and the next one can start', async () => {
    const rig = await startedRig(new Rig(2))
    const turns = new Turns()
    const importer = turning(rig, turns)
    const { importId } = importer.start(request(longFile()))
    expect(() => importer.start(request(longFile()))).toThrow(expect.objectContaining({ code: 'IMPORT_BUSY' }))
    await until(importer, turns, ({ phase, done }) => phase === 'matching' && done > 0, importId)
    importer.cancel(importId)
    const ended = await until(importer, turns, ({ phase }) => phase === 'canceled', importId)
    expect(ended).toMatchObject({ preview: null, problem: null })
    importer.cancel(importId)
    expect(() => importer.progress(importId)).toThrow(expect.objectContaining({ code: 'IMPORT_GONE' }))
    turns.release()
    expect(await importer.preview(request(longFile()))).toMatchObject({ added: ROWS })
  })

  it('can be stopped while it is applied, keeps whole rows, and continues with the same file', async () => {
    const rig = await startedRig(new Rig(3))
    const turns = new Turns()
    const importer = turning(rig, turns)
    turns.open = true
    const shown = await importer.preview(request(longFile()))
    turns.open = false
    const before = rig.state.seq
    importer.startApply(shown.importId)
    await until(importer, turns, () => rig.state.seq > before, shown.importId)
    importer.cancel(shown.importId)
    const ended = await until(importer, turns, ({ phase }) => phase === 'canceled', shown.importId)
    const written = rig.state.seq - before
    expect(written).toBeLessThan(ROWS)
    // Rows, and no steps: what is told is what was written.
    expect(ended).toMatchObject({ done: written, total: ROWS })
    turns.release()
    const again = await importer.preview(request(longFile()))
    expect(again).toMatchObject({ added: ROWS - written, known: written, conflicting: 0 })
  })

  it('reports that nothing was written when it is canceled before the first row', async () => {
    const rig = await startedRig(new Rig(6))
    const turns = new Turns()
    const importer = turning(rig, turns)
    turns.open = true
    const shown = await importer.preview(request(longFile()))
    turns.open = false
    const before = rig.state.seq
    expect(importer.startApply(shown.importId)).toMatchObject({ phase: 'applying', done: 0, total: null })
    importer.cancel(shown.importId)
    const ended = await until(importer, turns, ({ phase }) => phase === 'canceled', shown.importId)
    expect([ended.done, rig.state.seq]).toEqual([0, before])
  })

  it('reports why it failed, and rejects a malformed request', async () => {
    const rig = await startedRig(new Rig(4))
    const turns = new Turns()
    turns.release()
    const importer = turning(rig, turns)
    const { importId } = importer.start(request('a,b\n"1,2'))
    const failed = await until(importer, turns, ({ phase }) => phase === 'failed', importId)
    expect(failed.problem).toEqual({ code: 'IMPORT_UNREADABLE', params: { reason: 'CUT' } })
    for (const [body, field] of [
      ['{', ''],
      ['{"fileName":"a.csv","content":"?"}', 'content'],
      ['{"fileName":"a.csv","content":"eA==","other":1}', ''],
    ] as const)
      await expect(importer.preview([Buffer.from(body)])).rejects.toMatchObject({ name: 'BadUpload', field })
  })

  it('ends with the gateway, even if its file reader never answers', async () => {
    const rig = await startedRig(new Rig(5))
    const reader: FileReader = {
      read: (_upload, _context, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new ImportError('IMPORT_CANCELED'))),
        ),
      close: () => Promise.resolve(),
    }
    const importer = turning(rig, new Turns(), reader)
    const waiting = importer.preview(request(longFile()))
    const refused = expect(waiting).rejects.toMatchObject({ code: 'IMPORT_CANCELED' })
    await importer.close()
    await refused
  })
})

describe.each([
  ['deals', longFile],
  ['deposits', longDeposits],
])('a long file of %s', (_kind, fileOf) => {
  it('is written in batches, between which pushes are applied, and changes no balance', async () => {
    const rig = await startedRig(new Rig(7))
    const turns = new Turns()
    turns.open = true
    const importer = turning(rig, turns)
    const { importId } = await importer.preview(request(fileOf()))
    turns.open = false
    const balances = new Map(rig.state.assets)
    const before = rig.state.seq
    importer.startApply(importId)
    await until(importer, turns, ({ done }) => done > 0, importId)
    expect([...rig.state.assets]).toEqual([...balances])
    rig.venue.deposit('USDT', '5')
    await rig.time.advance(1_000)
    expect(rig.state.assets.get('USDT')?.free).not.toBe(balances.get('USDT')?.free)
    const seen = new Set<number>()
    const written = await until(
      importer,
      turns,
      ({ phase, done }) => {
        seen.add(done)
        return phase === 'applied'
      },
      importId,
    )
    expect([...seen]).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.size).toBeGreaterThan(2)
    expect(written).toMatchObject({ done: ROWS, total: ROWS, applied: { added: ROWS, known: 0 } })
    expect(rig.state.seq).toBeGreaterThan(before)
    expect([...rig.state.assets].filter(([asset]) => asset !== 'USDT')).toEqual(
      [...balances].filter(([asset]) => asset !== 'USDT'),
    )
  })

  it('is planned once while the ledger does not change, and is not written twice', async () => {
    const rig = await startedRig(new Rig(8))
    const turns = new Turns()
    turns.open = true
    const importer = turning(rig, turns)
    const first = await importer.preview(request(fileOf()))
    const second = await importer.preview(request(fileOf()))
    const reads: string[] = []
    const { store } = rig
    const plain = { ...store }
    Object.assign(store, {
      flows: () => (reads.push('flows'), plain.flows()),
      dealsAscending: (...asked: Parameters<typeof store.dealsAscending>) => (
        reads.push('deals'),
        plain.dealsAscending(...asked)
      ),
    })
    expect(await importer.apply(first.importId)).toMatchObject({ added: ROWS, known: 0 })
    expect(reads).toEqual([])
    expect(await importer.apply(second.importId)).toMatchObject({ added: 0, known: ROWS })
    expect(reads).not.toEqual([])
  })
})

describe('a deposit that the exchange lists while the same one is imported', () => {
  it('is counted once', async () => {
    const rig = await startedRig(new Rig(9))
    const turns = new Turns()
    turns.open = true
    const importer = turning(rig, turns)
    const { importId } = await importer.preview(request(longDeposits()))
    turns.open = false
    importer.startApply(importId)
    await until(importer, turns, ({ done }) => done > 0, importId)
    const { writer } = rig
    const time = LONG_AGO + (ROWS - 1) * 86_400_000
    const flow = { id: 'listed', asset: 'MX', change: decimal<'asset'>('1'), reason: 'DEPOSIT', time }
    await writer?.propose(() => [{ type: 'flow.told', flow, time, source: 'rest' }])
    turns.release()
    const { applied } = await until(importer, turns, ({ phase }) => phase === 'applied', importId)
    expect(applied).toMatchObject({ added: ROWS })
    expect(await rig.store.flows()).toHaveLength(ROWS)
  })
})
