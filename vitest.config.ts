import { defineConfig } from 'vitest/config'

// Tests run on the sources: the 'source' condition of each package's exports names them, so no build is needed first.
const conditions = ['source', 'module', 'import', 'node', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node', 'import', 'default'] } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // vitest leaves one core idle by default; the tests are bound by the processor and fit on both of a small machine.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          // These tests keep no module state, so the files share a process and the modules that it has loaded.
          name: 'packages',
          include: ['packages/*/src/**/*.test.{ts,tsx}', 'tests/{simulation,witnesses,examples,fuzz}/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        // These tests start processes of their own.
        test: {
          name: 'product',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/{simulation,witnesses,examples,fuzz}/**'],
        },
      },
    ],
  },
})
