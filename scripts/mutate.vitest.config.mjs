// Settings of the mutation tests: the tests beside the code that is changed, on the sources.

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const conditions = ['source', 'module', 'import', 'node', 'default']

/** A change that breaks the import of a test file leaves no test that could fail; this adds one that has. */
const failedImports = {
  onTestModuleEnd({ task: file }) {
    if (file.result?.state !== 'fail' || file.tasks.length > 0) return
    const result = { state: 'fail', errors: file.result.errors }
    file.tasks.push({ type: 'test', name: 'imports', mode: 'run', file, suite: file, result })
  },
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node', 'import', 'default'] } },
  test: {
    include: (process.env['SPOTDECK_MUTATED'] ?? '').split(','),
    exclude: (process.env['SPOTDECK_UNMUTATED'] ?? '').split(',').filter((path) => path !== ''),
    setupFiles: [fileURLToPath(new URL('mutate.setup.mjs', import.meta.url))],
    testTimeout: 60_000,
    pool: 'threads',
    isolate: false,
    reporters: [failedImports],
  },
})
