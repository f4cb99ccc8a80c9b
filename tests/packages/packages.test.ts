/** Sizes and contents of the bundles of programs that use one export of the libraries. */

import { fileURLToPath } from 'node:url'
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
  // Of an endpoint that no part of the SDK calls.
  'the endpoint table': 'capital/convert',
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
  ['openMarketStreams', '@spotdeck/mexc', ['codec', 'sockets'], 46],
  ['webWorld', '@spotdeck/mexc/web', [], 3],
  ['MexcClient', '@spotdeck/mexc/node', ['signing', 'the shapes of answers', 'codec', 'sockets'], 212],
])('a program that uses %s of %s bundles %j of the SDK and stays small', async (name, from, parts, mostKiB) => {
  const code = await bundled(`import { ${name} } from '${from}'\nconsole.log(${name})`)
  expect([...partsIn(code)].sort()).toEqual([...parts].sort())
  expect(code.length / 1_024).toBeLessThan(mostKiB)
})
