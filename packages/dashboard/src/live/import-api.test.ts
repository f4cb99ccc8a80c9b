import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ImportProgress } from '@spotdeck/api'
import type { Call } from './call.ts'
import { base64Of, importApi } from './import-api.ts'

test('a file is sent byte for byte, at any size', () => {
  const same = (bytes: Uint8Array) => {
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), same), { numRuns: 100 })
  same(Uint8Array.from({ length: 200_001 }, (_, at) => (at * 31) % 256))
})

const at = (phase: ImportProgress['phase'], more: Partial<ImportProgress> = {}): ImportProgress => ({
  importId: 'abcdef0123456789',
  phase,
  done: 1,
  total: 2,
  preview: null,
  applied: null,
  problem: null,
  expiresAt: 0,
  ...more,
})

/** A gateway that answers with these, one call after the other. */
function answering(...answers: readonly ImportProgress[]) {
  const calls: string[] = []
  const left = [...answers]
  const send = <T>(path: string, call: Call = {}): Promise<T> => {
    calls.push(`${call.method ?? 'GET'} ${path}`)
    return Promise.resolve((call.method === 'DELETE' ? undefined : left.shift()) as T)
  }
  const api = importApi({
    send,
    after: (_delayMs, run) => {
      queueMicrotask(run)
      return () => undefined
    },
    failed: ({ code, params }) => Object.assign(new Error(code), { params }),
  })
  return { api, calls }
}
const file = { fileName: 'a.csv', content: '' }

test('an import is polled until its preview is ready, and each progress is reported', async () => {
  const preview = { importId: 'abcdef0123456789' } as NonNullable<ImportProgress['preview']>
  const { api, calls } = answering(at('reading'), at('matching'), at('ready', { preview }))
  const seen: string[] = []
  const watch = {
    onProgress: ({ phase }: ImportProgress) => void seen.push(phase),
    signal: new AbortController().signal,
  }
  expect(await api.previewImport('main', file, watch)).toBe(preview)
  expect(seen).toEqual(['reading', 'matching'])
  expect(calls).toEqual([
    'POST /accounts/main/import?wait=false',
    'GET /accounts/main/import/abcdef0123456789',
    'GET /accounts/main/import/abcdef0123456789',
  ])
})

test('an import is canceled at the gateway once, and a failed one has its reason', async () => {
  const stop = new AbortController()
  stop.abort()
  const watch = { onProgress: () => undefined, signal: stop.signal }
  const canceled = answering(at('reading'), at('reading'), at('canceled'))
  await expect(canceled.api.previewImport('main', file, watch)).rejects.toThrow('IMPORT_CANCELED')
  expect(canceled.calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(1)
  const half = answering(at('applying'), at('canceled', { done: 400, total: 1_000 }))
  await expect(half.api.applyImport('main', 'abcdef0123456789', watch)).rejects.toMatchObject({
    message: 'IMPORT_CANCELED',
    params: { written: 400 },
  })
  const failed = answering(at('applying'), at('failed', { problem: { code: 'IMPORT_CONTRADICTS', params: {} } }))
  const watched = { onProgress: () => undefined, signal: new AbortController().signal }
  await expect(failed.api.applyImport('main', 'abcdef0123456789', watched)).rejects.toThrow('IMPORT_CONTRADICTS')
})
