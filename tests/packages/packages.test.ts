/** What a stranger installs: the libraries as npm packs them, and what of them ends up in a bundle. */

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'
import { expect, test } from 'vitest'

const ENTRY = fileURLToPath(new URL('entry.js', import.meta.url))

/** The text of a minified bundle of this program, with Node's own modules and `ws` left outside. */
async function bundled(program: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['source', 'import', 'default'] },
    plugins: [
      {
        name: 'program',
        enforce: 'pre',
        resolveId: (id) => (id === ENTRY ? ENTRY : null),
        load: (id) => (id === ENTRY ? program : null),
      },
    ],
    build: { write: false, minify: true, rolldownOptions: { input: ENTRY, external: [/^node:/, 'ws'] } },
  })
  const outputs = [result].flat().flatMap((part) => ('output' in part ? part.output : []))
  return outputs.map((part) => ('code' in part ? part.code : '')).join('')
}

/** Words that only one part of the SDK has. */
const PARTS = {
  signing: 'X-MEXC-APIKEY',
  'the endpoint table': 'capital/withdraw',
  'the shapes of answers': 'isBuyerMaker',
  codec: 'publicIncreaseDepthsBatch',
  sockets: 'UNSUBSCRIPTION',
} as const

const partsIn = (code: string): readonly string[] =>
  Object.entries(PARTS).flatMap(([part, word]) => (code.includes(word) ? [part] : []))

test.each([
  ['decodePush', '@spotdeck/wire', ['codec'], 20],
  ['buildChannel', '@spotdeck/wire', [], 3],
  ['errorOf', '@spotdeck/wire', [], 10],
  ['placeOrder', '@spotdeck/wire', [], 2],
  ['checkOrder', '@spotdeck/mexc', [], 12],
  ['OrderBook', '@spotdeck/mexc', [], 12],
  ['add', '@spotdeck/exact', [], 3],
  ['openMarketStreams', '@spotdeck/mexc', ['codec', 'sockets'], 45],
  ['webWorld', '@spotdeck/mexc/web', [], 3],
  ['MexcClient', '@spotdeck/mexc/node', ['signing', 'the shapes of answers', 'codec', 'sockets'], 150],
])('a program that uses %s of %s bundles %j of the SDK and stays small', async (name, from, parts, mostKiB) => {
  const code = await bundled(`import { ${name} } from '${from}'\nconsole.log(${name})`)
  expect([...partsIn(code)].sort()).toEqual([...parts].sort())
  expect(code.length / 1_024).toBeLessThan(mostKiB)
})

test('the packages satisfy publint and arethetypeswrong, carry neither tests nor build records, and stay below 3 MB', async () => {
  const script = fileURLToPath(new URL('../../scripts/check-packages.mjs', import.meta.url))
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script])
  expect([stderr.replaceAll(/^npm warn.*\n/gm, ''), stdout]).toEqual(['', '4 packages are in order\n'])
}, 60_000)

test('the page of errors says what the SDK does', async () => {
  const script = fileURLToPath(new URL('../../scripts/generate-sdk-errors.mjs', import.meta.url))
  await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toBeDefined()
}, 60_000)

test('the reference is made from docstrings: each function, class and method has one, and every link leads somewhere', async () => {
  const script = fileURLToPath(new URL('../../scripts/docs-api.mjs', import.meta.url))
  const folder = await mkdtemp(join(tmpdir(), 'spotdeck-reference-'))
  try {
    await promisify(execFile)(process.execPath, [script, folder])
    const page = await readFile(join(folder, 'mexc/src/functions/placeOrder.md'), 'utf8')
    expect(page).toContain('OrderOutcomeUnknown')
  } finally {
    await rm(folder, { recursive: true })
  }
}, 120_000)
