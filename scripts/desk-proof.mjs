// `npm run desk-proof -- --minutes 20 --seed N`: a desk of real processes under seeded faults, compared with the exchange at the end. Needs
// PostgreSQL and Redis, and the built command (npm run build). `--minutes 1.5 --accounts 6 --readers 30` is a short form for development.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { prepare } from './lib/prepare.mjs'
import { root } from './lib/steps.mjs'

await prepare('all', 'nothing')
const { build } = await import('vite')
const conditions = ['source', 'module', 'import', 'node', 'default']
// Inside node_modules, so that packages which are not bundled are found from there.
const outDir = join(root, 'node_modules/.cache/desk-proof')
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node', 'import', 'default'] } },
  build: { ssr: 'tests/desk-proof/cli.ts', outDir, target: 'node20', minify: false, sourcemap: true },
})
const { main } = await import(pathToFileURL(join(outDir, 'cli.js')).href)
process.exitCode = await main(process.argv.slice(2), (text) => process.stdout.write(text))
