import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { NODE_FLAGS } from './tests/node-flags.ts'
import { useOwnTemporaryFolder } from './tests/temporary-folder.ts'

useOwnTemporaryFolder()

// Tests run on the sources: the 'source' condition of each package's exports names them, so no build is needed first.
// Without 'import': named here, Node gives it to `require` as well, and packages of both kinds break.
const conditions = ['source', 'module', 'node', 'default']

/** They compute all the time: they come before files that wait for processes, to which they leave a core. */
const BUSY = ['tests/simulation/simulation.test.ts', 'packages/follow/src/machine/truth.test.ts']

/** In this order: the short files of the last keep every worker busy to the end. */
const PROJECTS = ['browser', 'end-to-end', 'components', 'packages']

/** Random tests draw from this seed, so that each run does the same: `npm run fuzz` draws from others. */
const seed = process.env['SPOTDECK_SEED'] ?? '1'

/** Seeds with which a file has failed: `npm run fuzz` adds to them. A project of its own draws from each. */
type FoundSeed = { readonly seed: number; readonly file: string }
const foundSeeds = JSON.parse(
  readFileSync(new URL('tests/seeds.json', import.meta.url), 'utf8'),
) as readonly FoundSeed[]
const replays = [...new Set(foundSeeds.map((found) => found.seed))].map((found) => ({
  extends: true as const,
  test: {
    name: `seed ${found}`,
    include: foundSeeds.filter((other) => other.seed === found).map(({ file }) => file),
    isolate: false,
    env: { SPOTDECK_SEED: String(found) },
  },
}))

/** The longest files of each project, longest first: `npm test` prints their times. */
const LONG = [
  ...BUSY,
  ...['every-page', 'work', 'sign-in', 'charts', 'fills-and-orders', 'direct-market'].map(
    (name) => `tests/end-to-end/pages/${name}.test.ts`,
  ),
  ...['two-gateways', 'first-glance', 'gateway-on-sandbox', 'telemetry', 'login', 'doors', 'first-light', 'import'].map(
    (name) => `tests/end-to-end/${name}.test.ts`,
  ),
  'tests/end-to-end/docs-site.test.ts',
  ...['sandbox-feeds', 'storm', 'shutdown', 'sandbox-command'].map((name) => `tests/end-to-end/${name}.test.ts`),
  // These wait most of their time, and those after them compute.
  'tests/simulation/faults-on-sandbox.test.ts',
  'packages/cluster/src/redis/redis-bus.test.ts',
  'tests/examples/book.test.ts',
  'tests/witnesses/mexc-api-sdk.test.ts',
  'packages/edge/src/redis/real-redis.test.ts',
  ...['silence', 'sdk-under-faults'].map((name) => `tests/simulation/${name}.test.ts`),
  'tests/fuzz/gateway-fuzz.test.ts',
  'tests/examples/guide.test.ts',
  ...['inferred', 'live', 'delisted-symbol', 'scenarios/shared-address', 'scenarios/wrong-while-live'].map(
    (name) => `packages/follow/src/machine/${name}.test.ts`,
  ),
  ...['archive/archive', 'archived-events'].map((name) => `packages/store/src/${name}.test.ts`),
  'packages/cli/src/record/mirror.test.ts',
]

/** Puts long files first, so that none of them still runs when all others have ended. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => this.placeOf(a) - this.placeOf(b))
  }

  private placeOf({ moduleId, project }: TestSpecification): number {
    const file = relative(this.ctx.config.root, moduleId).replaceAll('\\', '/')
    if (BUSY.includes(file)) return BUSY.indexOf(file) - BUSY.length
    const rank = LONG.indexOf(file)
    const place = PROJECTS.indexOf(project.name)
    return (place === -1 ? PROJECTS.length : place) * (LONG.length + 1) + (rank === -1 ? LONG.length : rank)
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node', 'default'] } },
  test: {
    setupFiles: ['tests/random.setup.ts'],
    env: { SPOTDECK_SEED: seed },
    // Far more than any test takes: a machine that does much else fails none, and what never happens still fails.
    testTimeout: 600_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 240_000 } },
    pool: 'forks',
    execArgv: [...NODE_FLAGS],
    // Two more than the cores of a small machine: a worker waits for other processes about half of its time.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Projects and later runs take over what one has transformed. `npx vitest --clearCache` forgets it.
    experimental: { fsModuleCache: true },
    projects: [
      {
        extends: true,
        test: {
          // These files share one run of the product and one browser.
          name: 'browser',
          include: ['tests/end-to-end/pages/**/*.test.ts'],
          globalSetup: 'tests/end-to-end/support/product.ts',
          isolate: false,
        },
      },
      {
        extends: true,
        // These tests start processes of their own.
        test: {
          name: 'end-to-end',
          include: ['tests/end-to-end/*.test.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // These tests render components into a document of their own process.
          name: 'components',
          include: ['packages/dashboard/src/**/*.test.tsx'],
          environment: 'happy-dom',
          setupFiles: ['packages/dashboard/src/views/testing/charts.setup.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // These tests keep no module state, so the files share a process and the modules that it has loaded.
          name: 'packages',
          include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['tests/end-to-end/**'],
          isolate: false,
        },
      },
      ...replays,
    ],
  },
})
