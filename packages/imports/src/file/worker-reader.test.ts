import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { nodeTimers } from '@spotdeck/ports/node'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProcessReader } from './file-reader.ts'
import { DEAL_HEADING, request, wallClock } from '../testing/files.ts'
import { WorkerReader, type WorkerReaderOptions } from './worker-reader.ts'

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-worker-'))
const context = { pairs: [{ symbol: 'MXUSDT', baseAsset: 'MX', quoteAsset: 'USDT' }], now: Date.UTC(2026, 0, 1) }
const watching = (): { signal: AbortSignal; onProgress: () => void } => ({
  signal: new AbortController().signal,
  onProgress: () => undefined,
})

/** A worker runs no TypeScript: it is bundled from the sources as the product compiles it. */
beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['source', 'module', 'import', 'node', 'default'] },
    ssr: { noExternal: true, resolve: { conditions: ['source', 'module', 'import', 'node', 'default'] } },
    build: {
      ssr: fileURLToPath(new URL('./file-worker.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'file-worker.mjs', format: 'esm' } },
    },
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const readerOf = (options: Partial<WorkerReaderOptions> = {}): WorkerReader =>
  new WorkerReader({ timers: nodeTimers, workerUrl: pathToFileURL(join(folder, 'file-worker.mjs')), ...options })

const dealsFile = (rows: number, cellOf = ''): string =>
  [
    `${DEAL_HEADING},Remark`,
    ...Array.from(
      { length: rows },
      (_, n) =>
        `1,MX_USDT,${wallClock(Date.UTC(2022, 0, 1) + ((n * 7_919) % rows) * 60_000)},Buy,2,1,2,0.001USDT,Taker,${cellOf}`,
    ),
  ].join('\n')
/** Two pieces, cut within a character of several bytes where the text has one there. */
function jsonOf(text: string): readonly Uint8Array[] {
  const json = new Uint8Array(Buffer.from(JSON.stringify(request(text))))
  return [json.slice(0, json.length >> 1), json.slice(json.length >> 1)]
}

describe('a worker', () => {
  it('reads the same as in the main thread, in slices, and reports its progress', async () => {
    const text = dealsFile(1_234)
    const seen: number[] = []
    const reader = readerOf()
    const read = await reader.read(jsonOf(text), context, {
      ...watching(),
      onProgress: (_done, total) => seen.push(total ?? 0),
    })
    expect(read).toEqual(await inProcessReader.read(request(text), context, watching()))
    expect(seen).toContain(1_234)
    await expect(reader.read(jsonOf('a,b\n"1,2'), context, watching())).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
      params: { reason: 'CUT' },
    })
    await expect(reader.read([Buffer.from('{}')], context, watching())).rejects.toMatchObject({ name: 'BadUpload' })
  })

  it('does not block the event loop while it reads a file for a second', async () => {
    const json = jsonOf(dealsFile(60_000, 'x'.repeat(100)))
    const delay = monitorEventLoopDelay({ resolution: 1 })
    const reader = readerOf()
    const began = performance.now()
    delay.enable()
    const { records } = await reader.read(json, context, watching())
    delay.disable()
    expect(records.rows).toHaveLength(60_000)
    // A share and no time: how long a machine that is shared keeps any process waiting is its own affair.
    expect(delay.percentile(99) / 1e6).toBeLessThan((performance.now() - began) / 5)
  })

  it('is terminated at its memory or time limit, and the next file is read', async () => {
    const small = readerOf({ memoryMiB: 24 })
    await expect(small.read(jsonOf(dealsFile(99_000, 'x'.repeat(100))), context, watching())).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
      params: { reason: 'TOO_MUCH_MEMORY' },
    })
    const hasty = readerOf({ deadlineMs: 1 })
    await expect(hasty.read(jsonOf(dealsFile(10)), context, watching())).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
      params: { reason: 'TOO_LONG' },
    })
    const { records } = await small.read(jsonOf(dealsFile(10)), context, watching())
    expect(records.rows).toHaveLength(10)
  })

  it('leaves its place among the waiting at once when it is canceled before its turn', async () => {
    const reader = readerOf()
    const stop = new AbortController()
    const first = reader.read(jsonOf(dealsFile(20_000)), context, watching())
    let isFirstRead = false
    void first.then(() => (isFirstRead = true))
    const waiting = Array.from({ length: 3 }, () =>
      reader.read(jsonOf(dealsFile(10)), context, { ...watching(), signal: stop.signal }),
    )
    const canceled = Promise.allSettled(waiting)
    await expect(reader.read(jsonOf(dealsFile(10)), context, watching())).rejects.toMatchObject({ code: 'IMPORT_BUSY' })
    stop.abort()
    const codes = (await canceled).map((one) => one.status === 'rejected' && (one.reason as { code: string }).code)
    expect(codes).toEqual(['IMPORT_CANCELED', 'IMPORT_CANCELED', 'IMPORT_CANCELED'])
    const next = reader.read(jsonOf(dealsFile(10)), context, watching())
    expect(isFirstRead).toBe(false)
    expect((await next).records.rows).toHaveLength(10)
    expect((await first).records.rows).toHaveLength(20_000)
  })

  it('is terminated by a cancel and on close; files beyond the queue are rejected', async () => {
    const reader = readerOf()
    const stop = new AbortController()
    const canceled = reader.read(jsonOf(dealsFile(20_000)), context, { ...watching(), signal: stop.signal })
    const waiting = Array.from({ length: 4 }, () => reader.read(jsonOf(dealsFile(10)), context, watching()))
    const results = Promise.allSettled([canceled, ...waiting])
    stop.abort()
    await reader.close()
    const codes = (await results).map((one) =>
      one.status === 'rejected' ? (one.reason as { code: string }).code : 'read',
    )
    expect(codes.slice(0, 1)).toEqual(['IMPORT_CANCELED'])
    expect(codes.slice(1)).toEqual(['IMPORT_CANCELED', 'IMPORT_CANCELED', 'IMPORT_CANCELED', 'IMPORT_BUSY'])
  })
})
