// `npm run simulate -- --seeds N [--seed S] [--minutes M] [--keep IDS]`: the whole product under virtual time, from its sources.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { prepare } from './lib/prepare.mjs'
import { root } from './lib/steps.mjs'

await prepare('all', 'nothing')
const { build } = await import('vite')
const conditions = ['source', 'module', 'import', 'node', 'default']
// Inside node_modules, so that packages which are not bundled are found from there.
const outDir = join(root, 'node_modules/.cache/simulate')
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node', 'import', 'default'] } },
  build: { ssr: 'tests/simulation/simulator/cli.ts', outDir, target: 'node20', minify: false, sourcemap: true },
})
const { main } = await import(pathToFileURL(join(outDir, 'cli.js')).href)
process.exitCode = await main(process.argv.slice(2), (text) => process.stdout.write(text))
