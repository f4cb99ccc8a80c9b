// `npm test`: installs what is missing, builds, runs every test, prints the slowest files and ends with one line of counts.
// Arguments go to vitest: `npm test -- packages/exact`.

import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAll } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { root, run, say } from './lib/steps.mjs'
import { ensurePrograms } from './lib/system.mjs'
import { summaryOf } from './lib/test-report.mjs'

ensureInstalled('all')
ensurePrograms()
await buildAll()

say(
  `Random tests draw from seed ${process.env['SPOTDECK_SEED'] ?? 1} and from those of tests/seeds.json; npm run fuzz draws from others`,
)
const leftBefore = foldersOfSpotdeck()
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-test-'))
const report = join(folder, 'report.json')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)]
let status = run(process.execPath, [vitest, ...args])
try {
  const { lines, isOverBudget } = summaryOf(JSON.parse(readFileSync(report, 'utf8')))
  process.stdout.write(`\n${lines.join('\n')}\n`)
  if (isOverBudget) status ||= 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
// Each run has a temporary folder of its own, which goes with it: what stays was made outside of it, or by another run beside this one.
const left = foldersOfSpotdeck().filter((name) => !leftBefore.includes(name))
if (left.length > 0) process.stdout.write(`Left in ${tmpdir()}: ${left.join(', ')}\n`)
process.exit(status)

/** Names of our folders and files in the system's temporary folder. */
function foldersOfSpotdeck() {
  return readdirSync(tmpdir()).filter((name) => /^(?:spotdeck|sandbox|market)-/.test(name))
}
