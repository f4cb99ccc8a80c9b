import { defineConfig } from 'vitest/config'

// Tests run on the sources: the 'source' condition of each package's exports names them, so no build is needed first.
const conditions = ['source', 'module', 'import', 'node', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node', 'import', 'default'] } },
  test: {
    // Far more than any test takes: a machine that does much else fails none, and what never happens still fails.
    testTimeout: 600_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    // One more than the cores of a small machine: a worker waits for other processes about a third of its time.
    maxWorkers: 3,
    // Projects run in the order of their names: the long files of the first two leave the short ones to fill both cores.
    projects: [
      {
        extends: true,
        test: {
          // These files share one run of the product and one browser.
          name: 'browser',
          include: ['tests/end-to-end/pages/**/*.test.ts'],
          globalSetup: 'tests/end-to-end/support/product.ts',
          // A live page draws all the time: a few at once keep both cores busy, more only slow each other down.
          maxConcurrency: 2,
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
    ],
  },
})
