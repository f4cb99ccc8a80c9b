// Hostile calls and messages at the sandbox, many more than the tests send: 120,000 of each kind, or as many as is said.
// node bench/fuzz-sandbox.mjs [cases] [seed]

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [cases = '120000', seed = '1'] = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))
const started = performance.now()
const run = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'packages/sandbox/src/fuzz.test.ts', '--testTimeout', '900000'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SPOTDECK_PROPERTY_RUNS: Number(cases) / 750, SPOTDECK_SEED: seed },
  },
)
const seconds = ((performance.now() - started) / 1_000).toFixed(1)
console.log(
  `${cases} calls and ${cases} messages in ${seconds} s, seed ${seed}: ${run.status === 0 ? 'held' : 'broken'}`,
)
process.exit(run.status ?? 1)
