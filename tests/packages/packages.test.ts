/** What a stranger installs: the libraries as npm packs them, and what of them ends up in a bundle. */

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'

const HERE = fileURLToPath(new URL('entry.js', import.meta.url))

/** The text of a minified bundle of this program, with Node's own modules left outside. */
async function bundled(program: string): Promise<string> {
  const bundle = await rolldown({
    input: 'entry',
    external: [/^node:/, 'ws'],
    resolve: { conditionNames: ['source', 'import', 'default'] },
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'entry' ? HERE : null),
        load: (id) => (id === HERE ? program : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  return output[0].code
}

/** Words that only one part of the SDK has. */
const PARTS = {
  signing: 'X-MEXC-APIKEY',
  'the endpoint table': 'capital/withdraw',
  'the shapes of answers': 'isBuyerMaker',
  codec: 'PushDataV3ApiWrapper',
  sockets: 'UNSUBSCRIPTION',
} as const

const partsIn = (code: string): readonly string[] =>
  Object.entries(PARTS).flatMap(([part, word]) => (code.includes(word) ? [part] : []))

test.each([
  ['decodePush', '@spotdeck/wire', ['codec'], 125],
  ['buildChannel', '@spotdeck/wire', [], 3],
  ['errorOf', '@spotdeck/wire', [], 10],
  ['placeOrder', '@spotdeck/wire', [], 2],
  ['checkOrder', '@spotdeck/mexc', [], 12],
  ['OrderBook', '@spotdeck/mexc', [], 12],
  ['add', '@spotdeck/exact', [], 3],
  ['openMarketStreams', '@spotdeck/mexc', ['codec', 'sockets'], 150],
  ['webWorld', '@spotdeck/mexc/web', [], 3],
  ['MexcClient', '@spotdeck/mexc/node', ['signing', 'the shapes of answers', 'codec', 'sockets'], 250],
])('a program that uses %s of %s bundles %j of the SDK and stays small', async (name, from, parts, mostKiB) => {
  const code = await bundled(`import { ${name} } from '${from}'\nconsole.log(${name})`)
  expect([...partsIn(code)].sort()).toEqual([...parts].sort())
  expect(code.length / 1_024).toBeLessThan(mostKiB)
})

test('the packages satisfy publint and arethetypeswrong, and carry neither tests nor build records', async () => {
  const script = fileURLToPath(new URL('../../scripts/check-packages.mjs', import.meta.url))
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script])
  expect([stderr.replaceAll(/^npm warn.*\n/gm, ''), stdout]).toEqual(['', '4 packages are in order\n'])
}, 60_000)
