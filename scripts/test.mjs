// `npm test`: installs what is missing, builds, runs every test, prints the slowest files and ends with one line of counts.
// Arguments go to vitest: `npm test -- packages/exact`.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { prepare } from './lib/prepare.mjs'
import { fail, root, run, say } from './lib/steps.mjs'
import { ensurePrograms } from './lib/system.mjs'
import { summaryOf } from './lib/test-report.mjs'

const asked = process.argv.slice(2)
await prepare('all')
ensurePrograms()

say(
  `Random tests draw from seed ${process.env['SPOTDECK_SEED'] ?? 1} and from those of tests/seeds.json; npm run fuzz draws from others`,
)
const leftBefore = foldersOfSpotdeck()
const report = join(root, 'tests/artifacts/report.json')
mkdirSync(dirname(report), { recursive: true })
rmSync(report, { force: true })
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
let status = run(process.execPath, [
  vitest,
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...asked,
])
if (!existsSync(report)) fail('vitest ended without its report: see its lines above.')
const results = JSON.parse(readFileSync(report, 'utf8'))
if (results.numTotalTests === 0)
  fail(
    `No test ran${asked.length > 0 ? ` for ${asked.join(' ')}` : ''}: name a folder or a file that has tests, such as packages/exact.`,
  )
const { lines, isOverBudget } = summaryOf(results)
process.stdout.write(`\n${lines.join('\n')}\n`)
if (isOverBudget) status ||= 1
// Each run has a temporary folder of its own, which goes with it: what stays was made outside of it, or by another run beside this one.
const left = foldersOfSpotdeck().filter((name) => !leftBefore.includes(name))
if (left.length > 0) process.stdout.write(`Left in ${tmpdir()}: ${left.join(', ')}\n`)
process.exit(status)

/** Names of our folders and files in the system's temporary folder. */
function foldersOfSpotdeck() {
  return readdirSync(tmpdir()).filter((name) => /^(?:spotdeck|sandbox|market)-/.test(name))
}
