/** An exchange, or whoever answers in its place, that sends megabytes: the event loop goes on while they are read. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { nodeTimers } from '@spotdeck/ports/node'
import { parseAnswer } from '@spotdeck/wire'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { AnswerParser, type AnswerParserOptions } from './parse-in-worker.ts'

const cache = fileURLToPath(new URL('../../../../node_modules/.cache/', import.meta.url))
mkdirSync(cache, { recursive: true })
const built = mkdtempSync(join(cache, 'answers-'))
const opened: AnswerParser[] = []

/** A worker runs no TypeScript: it is bundled from the sources. */
beforeAll(async () => {
  const conditions = ['source', 'module', 'import', 'node', 'default']
  await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions },
    ssr: { noExternal: true, resolve: { conditions } },
    build: {
      ssr: fileURLToPath(new URL('./answer-worker.ts', import.meta.url)),
      outDir: built,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'answer-worker.mjs', format: 'esm' } },
    },
  })
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
afterAll(() => rmSync(built, { recursive: true, force: true }))

function parser(options: AnswerParserOptions = {}): AnswerParser {
  const made = new AnswerParser({ workerUrl: pathToFileURL(join(built, 'answer-worker.mjs')), ...options })
  opened.push(made)
  return made
}

const symbols = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    symbol: `S${index}USDT`,
    filters: [{ id: `${index}`, notes: 'x'.repeat(400) }],
  }))

it('reads what parsing in place reads, whatever the answer is', async () => {
  const { parse } = parser()
  const list = symbols(5_000)
  const answers = [
    { timezone: 'CST', symbols: list, rateLimits: [] },
    list,
    { lastUpdateId: 7, bids: [['1', '2']], asks: [] },
    {},
    [],
    'text',
    null,
    [[['__proto__', 1]], { ['__proto__']: [1, 2] }],
  ].map((value) => JSON.stringify(value))
  const texts = [...answers, '{"orderId":1339499733736324841234,"__proto__":[1]}']
  expect(await Promise.all(texts.map(parse))).toEqual(texts.map(parseAnswer))
})

it('brings the rows of 16 MB in many turns of the loop, in which everybody else is served', async () => {
  let turns = 0
  let isDone = false
  const turn = (): void => {
    turns++
    if (!isDone) nodeTimers.after(0, turn)
  }
  const many = JSON.stringify(Array.from({ length: 700_000 }, () => ({ symbol: 'MXUSDT' })))
  turn()
  const rows = await parser({ deadlineMs: 120_000 }).parse(many)
  isDone = true
  expect(rows).toHaveLength(700_000)
  expect(turns).toBeGreaterThan(100)
})

it('refuses what nests too deep, a row of millions of values, and what is no JSON', async () => {
  const { parse } = parser()
  await expect(parse('['.repeat(6_000_000))).rejects.toThrow('nested too deep')
  const wide = `[{"a":[${'[],'.repeat(2_000_000)}1]}]`
  await expect(parse(wide)).rejects.toThrow('a row has too many values')
  await expect(parse(`{"a":{"b":[${'[],'.repeat(2_000_000)}1]}}`)).rejects.toThrow('a row has too many values')
  await expect(parse('<html>')).rejects.toThrow('JSON')
  expect(await parse('[1]')).toEqual([1])
})

it('gives up a worker that hangs or dies, and goes on with another', async () => {
  const file = join(built, 'strange.mjs')
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', (text) => {
       if (text === 'die') process.exit(1)
       if (text === 'throw') throw new Error('no')
       if (text === 'live') parentPort.postMessage({ type: 'failed', problem: 'alive' })
     })`,
  )
  const { parse } = parser({ workerUrl: pathToFileURL(file), deadlineMs: 10_000 })
  const ends = await Promise.allSettled(['hang', 'live', 'die', 'live', 'throw', 'live'].map(parse))
  const ended = 'The answer was not parsed: its worker ended.'
  expect(ends.map((end) => (end.status === 'rejected' ? String((end.reason as Error).message) : ''))).toEqual([
    'The answer was not parsed in time.',
    'alive',
    ended,
    'alive',
    ended,
    'alive',
  ])
})
