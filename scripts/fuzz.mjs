// `npm run fuzz -- [--minutes N] [folder …]`: random tests from new seeds, a few files at a time, until the time is over.
// What fails runs again from its seed: if it fails again, the seed goes into tests/seeds.json, from which `npm test` draws as well.

import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { filesUnder } from './lib/freshness.mjs'
import { prepare } from './lib/prepare.mjs'
import { fail, root, say } from './lib/steps.mjs'

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '10' } },
  allowPositionals: true,
})
const minutes = Number(values.minutes)
if (!(minutes > 0)) fail(`--minutes ${values.minutes}: give a number above 0.`)
await prepare('all', 'nothing')

/** Files of one seed: few, so that the time is kept and a failure names little. */
const BATCH = 6
const SEEDS = join(root, 'tests/seeds.json')
const files = [...filesUnder(root, positionals.length > 0 ? positionals : ['packages', 'tests'])].filter(isRandomTest)
if (files.length === 0) fail(`No random tests under ${positionals.join(' ')}.`)

/** Says whether a test file draws from the seed of the run and needs no process of the built product. */
function isRandomTest(file) {
  if (!/\.test\.tsx?$/.test(file) || file.startsWith('tests/end-to-end/')) return false
  return /from 'fast-check'|'SPOTDECK_SEED'/.test(readFileSync(join(root, file), 'utf8'))
}

/** Runs files from one seed; returns those that failed. */
function failuresOf(seed, batch) {
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-fuzz-'))
  const report = join(folder, 'report.json')
  const args = ['run', '--project=packages', '--reporter=json', `--outputFile=${report}`, ...batch]
  const env = { ...process.env, SPOTDECK_SEED: String(seed) }
  const { stderr } = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  })
  try {
    if (!existsSync(report)) fail(`The tests did not run: ${stderr}`)
    const failed = JSON.parse(readFileSync(report, 'utf8')).testResults.filter(({ status }) => status === 'failed')
    for (const { assertionResults, message } of failed) {
      const texts = assertionResults.flatMap(({ fullName, failureMessages }) =>
        failureMessages.map((text) => `${fullName}\n${text}`),
      )
      process.stdout.write(`${[message, ...texts].join('\n').trim()}\n`)
    }
    return failed.map(({ name }) => relative(root, name).replaceAll('\\', '/'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function keep(seed, file) {
  const found = JSON.parse(readFileSync(SEEDS, 'utf8'))
  const lines = [...found, { seed, file }].map(
    (one) => `  { "seed": ${one.seed}, "file": ${JSON.stringify(one.file)} }`,
  )
  writeFileSync(SEEDS, `[\n${lines.join(',\n')}\n]\n`)
}

const end = performance.now() + minutes * 60_000
const tally = { runs: 0, kept: 0, once: 0 }
while (performance.now() < end) {
  const seed = randomInt(1, 2 ** 31)
  const batch = Array.from({ length: BATCH }, () => files[randomInt(files.length)])
  const failed = failuresOf(seed, [...new Set(batch)])
  tally.runs += 1
  for (const file of failed) {
    const again = failuresOf(seed, [file]).length > 0
    say(`${file} failed ${again ? 'twice' : 'once, not again'}: SPOTDECK_SEED=${seed} npx vitest run ${file}`)
    if (again) keep(seed, file)
    tally[again ? 'kept' : 'once'] += 1
  }
}
say(
  `${tally.runs} seeds, ${BATCH} of ${files.length} files each; ${tally.kept} failures kept in tests/seeds.json, ${tally.once} failed once`,
)
process.exit(tally.kept + tally.once > 0 ? 1 : 0)
