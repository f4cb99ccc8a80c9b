/** A source file as a program that a child process runs without a build; native modules stay where they are. */

import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'

const require = createRequire(import.meta.url)
const NATIVE: ReadonlySet<string> = new Set(['libsql', 'pg', 'ws'])

/** Bundles `source` and all it imports into `program`. */
export async function bundleProgram(source: string, program: string): Promise<void> {
  const bundle = await rolldown({
    input: source,
    platform: 'node',
    resolve: { conditionNames: ['source', 'import', 'node', 'default'] },
    plugins: [
      {
        name: 'native',
        resolveId: (id) => (NATIVE.has(id) ? { id: pathToFileURL(require.resolve(id)).href, external: true } : null),
      },
    ],
  })
  await bundle.write({ file: program, format: 'esm', codeSplitting: false })
}
