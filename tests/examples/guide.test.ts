/** The pieces of code in the SDK's guide and its package's README run as they stand, as processes of their own, on the built SDK. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodeWorld } from '@spotdeck/mexc/node'
import { openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { typeErrors } from './type-errors.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const guide = ['docs/sdk.md', 'docs/exact.md', 'packages/mexc/README.md']
  .map((page) => readFileSync(root + page, 'utf8'))
  .join('\n')
type Piece = { readonly title: string; readonly kind: string; readonly text: string }

/** Every piece of code under the title that it stands under. */
const code = guide.split(/^#+ /m).flatMap((section): readonly Piece[] => {
  const title = section.slice(0, section.indexOf('\n'))
  return [...section.matchAll(/^```(\w.*)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
    title,
    kind,
    text,
  }))
})
/** The first one stands in a file of its own, and follows the account until it is told to stop. */
const [tenLines, ...others] = code

let sandbox: RunningSandbox
beforeAll(async () => {
  const symbols = ['MXUSDT', 'BTCUSDT']
  const config = { port: 0, host: '127.0.0.1', seed: 3, bots: true, demo: false, panel: false, symbols }
  sandbox = await openSandbox(config, nodeWorld())
})
afterAll(() => sandbox.close())

test('the first is the example that it names', () => {
  const example = readFileSync(`${root}/examples/live-account.mjs`, 'utf8')
  expect(example.replace(/, port: [^}]+/, ' ')).toContain(tenLines?.text ?? 'nothing')
})

const runnable = others.filter(({ kind }) => kind === 'js')

test.concurrent.each(runnable)('$title', async ({ text }) => {
  const program = text.replace("preset: 'sandbox'", `preset: 'sandbox', port: ${sandbox.port}`)
  // Far more than any of them takes: one that never ends fails, and is ended.
  const child = spawn(process.execPath, ['--input-type=module', '-'], { cwd: root, stdio: 'pipe', timeout: 180_000 })
  const said: string[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => said.push(`stderr: ${String(chunk)}`))
  child.stdin.end(program)
  const status = await once(child, 'close').then(([exit]) => Number(exit))
  const output = said.join('')
  expect([status, output]).toEqual([0, expect.stringMatching(/\w/)])
  expect(output).not.toMatch(/stderr|undefined|NaN/)
})

test('the page of exact numbers lists every export and every code of an error', () => {
  const page = readFileSync(`${root}/docs/exact.md`, 'utf8')
  const source = ['index', 'decimal'].map((name) => readFileSync(`${root}/packages/exact/src/${name}.ts`, 'utf8'))
  const exported = [...(source[0] ?? '').matchAll(/export \{([^}]*)\}/g)].flatMap(([, names = '']) => names.split(','))
  const names = exported.map((name) => name.trim().replace('type ', '')).filter((name) => name !== '')
  const codes = [...(source[1] ?? '').matchAll(/\| '(EXACT_\w+)'/g)].map(([, code = '']) => code)
  expect([names.length, codes.length]).toEqual([expect.any(Number), 5])
  expect(names.length).toBeGreaterThan(40)
  expect([...names, ...codes].filter((name) => !new RegExp(`\`${name}\\b`).test(page))).toEqual([])
})

test('compile as strict TypeScript', () => {
  const pieces = new Map(code.map(({ text }, index) => [`${root}docs/piece-${index}.mts`, text]))
  expect(typeErrors(pieces)).toEqual([])
})

test('are complete programs', () => {
  expect(runnable.length).toBeGreaterThan(7)
  expect(others.filter(({ kind }) => !['js', 'js page'].includes(kind))).toEqual([])
})
