// Settings of the mutation tests: the tests beside the code that is changed, on the sources.

import { defineConfig } from 'vitest/config'

const conditions = ['source', 'module', 'import', 'node', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node', 'import', 'default'] } },
  test: {
    include: (process.env['SPOTDECK_MUTATED'] ?? '').split(','),
    exclude: (process.env['SPOTDECK_UNMUTATED'] ?? '').split(',').filter((path) => path !== ''),
    testTimeout: 60_000,
    pool: 'threads',
    isolate: false,
  },
})
