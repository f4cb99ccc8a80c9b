// `npm test`: installs what is missing, builds, runs every test and ends with one line of counts.
// Arguments go to vitest: `npm test -- packages/exact`.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPackages, buildPage } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { root, run } from './lib/steps.mjs'
import { ensurePrograms } from './lib/system.mjs'

ensureInstalled('all')
ensurePrograms()
buildPackages()
buildPage()

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-test-'))
const report = join(folder, 'report.json')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)]
const status = run(process.execPath, [vitest, ...args])
try {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'))
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''
  process.stdout.write(`\n${numPassedTests} passed, ${numFailedTests} failed${skipped}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(status)
