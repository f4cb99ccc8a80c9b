// Mutation tests: `npm run mutate -- exact`. Stryker changes the target's code one place at a time and runs the tests beside it;
// a change that no test notices survives. Prints the score and every survivor, and writes the whole report as JSON.
// Targets are listed below; `npm run mutate -- NAME FILE...` mutates these files of a target alone. Files of a folder inside the
// target are then held by the tests of that folder alone, or by the test files that are named beside them: fewer tests, so the
// score is at most too low, and it takes a fraction of the time. `SPOTDECK_MUTATE_WORKERS=1` uses one worker instead of two.

import { mkdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fail, root, say } from './lib/steps.mjs'
import { importTool, resolveTool } from './lib/tools.mjs'

/** The folder whose code is changed, by target; its tests are the files beside it unless named. */
const TARGETS = {
  exact: { folder: 'packages/exact/src' },
  ledger: { folder: 'packages/ledger/src' },
  // Tests of the generators run programs of their own, on code that is not changed.
  wire: { folder: 'packages/wire/src', without: ['codec/generated.test.ts', 'rest/answer-shape.test.ts'] },
  api: { folder: 'packages/api/src' },
  machine: {
    folder: 'packages/follow/src',
    parts: ['machine', 'balances', 'deals', 'flows', 'exchange', 'history', 'shell'],
  },
  store: { folder: 'packages/follow/src', parts: ['store'] },
  edge: { folder: 'packages/edge/src', parts: ['*.ts', 'rest/masked-id-index.ts', 'limits'] },
}

/** Beyond one and a half times what its tests took without a change. */
const MAX_RUN_MS = 20_000

/** Workers that run tests at the same time. */
const WORKERS = Number(process.env['SPOTDECK_MUTATE_WORKERS'] ?? Math.min(2, availableParallelism()))

const [name, ...named] = process.argv.slice(2)
const files = named.filter((file) => !file.endsWith('.test.ts'))
const namedTests = named.filter((file) => file.endsWith('.test.ts'))
const target = TARGETS[name]
if (target === undefined) fail(`Name a target: ${Object.keys(TARGETS).join(', ')}.`)

const { folder, parts = ['**'], without = [] } = target
const codeOf = (part) =>
  part.endsWith('.ts') ? `${folder}/${part}` : `${folder}/${part.replace(/\/?\*\*$/, '')}/**/*.ts`
const code = files.length > 0 ? files : parts.map(codeOf).map((path) => path.replace('//', '/'))
const reportFile = join(root, 'node_modules/.cache/mutation', `${name}.json`)
mkdirSync(join(reportFile, '..'), { recursive: true })
process.chdir(root)
const allTests = parts.map(codeOf).map((path) => path.replace('//', '/').replace(/\.ts$/, '.test.ts'))
const folders = new Set(files.map((file) => dirname(file.replace(/:.*/, ''))))
const isInside = folders.size > 0 && !folders.has(folder)
const nearTests = isInside ? [...folders].map((path) => `${path}/**/*.test.ts`) : allTests
const tests = namedTests.length > 0 ? namedTests : nearTests
process.env['SPOTDECK_MUTATED'] = tests.join(',')
process.env['SPOTDECK_UNMUTATED'] = without.map((path) => `${folder}/${path}`).join(',')

const { Stryker } = await importTool('@stryker-mutator/core')
say(`Mutating ${code.join(', ')}`)
const results = await new Stryker({
  mutate: [...code, '!**/*.test.ts', '!**/*.contract.ts', '!**/generated/**', '!**/testing/**', '!**/index.ts'],
  testRunner: 'vitest',
  plugins: [resolveTool('@stryker-mutator/vitest-runner')],
  vitest: { configFile: 'scripts/mutate.vitest.config.mjs', related: true },
  coverageAnalysis: 'perTest',
  ignorePatterns: [
    '**',
    '!package.json',
    '!scripts/**',
    // Large, and no test reads them.
    'scripts/tools/**',
    '!tests/fixtures/**',
    '!docs/api.md',
    '!tsconfig*.json',
    '!packages/*/src/**',
    '!packages/*/package.json',
    '!packages/*/tsconfig.build.json',
  ],
  // A changed text is a changed message: tests hold the codes of errors, not their words.
  mutator: { excludedMutations: ['StringLiteral'] },
  timeoutMS: MAX_RUN_MS,
  concurrency: WORKERS,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: reportFile },
  tempDirName: `.stryker-tmp/${name}`,
  allowConsoleColors: false,
  disableTypeChecks: false,
  thresholds: { high: 95, low: 85, break: null },
}).runMutationTest()
rmSync(join(root, '.stryker-tmp', name), { recursive: true, force: true })
const count = (...statuses) => results.filter(({ status }) => statuses.includes(status)).length
const killed = count('Killed', 'Timeout')
const left = count('Survived', 'NoCoverage')
process.stdout.write(
  `${name}: ${((100 * killed) / (killed + left)).toFixed(1)} % of ${killed + left} changes noticed\n`,
)
