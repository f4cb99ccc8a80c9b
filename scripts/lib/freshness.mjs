// Checks by names, sizes and times whether build output was made from the current sources; opens no file.

import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SKIPPED = ['bundle', 'dist', 'dist-types', 'node_modules']

/** Every file under these paths, in order; a path that is a file is itself. Names are relative to `root`. */
export function* filesUnder(root, paths) {
  for (const path of paths) {
    let entries
    try {
      entries = readdirSync(join(root, path), { withFileTypes: true })
    } catch {
      yield path
      continue
    }
    const names = entries.filter(({ name }) => !SKIPPED.includes(name)).map(({ name }) => `${path}/${name}`)
    yield* filesUnder(root, names.sort())
  }
}

/** The inputs as one text: any change, addition, removal or older copy makes another. */
function stateOf(root, inputs) {
  const lines = []
  for (const file of filesUnder(root, inputs)) {
    const stats = statSync(join(root, file), { throwIfNoEntry: false })
    if (stats !== undefined) lines.push(`${file} ${stats.size} ${stats.mtimeMs}`)
  }
  return lines.join('\n')
}

/**
 * Calls `make` unless `outputs` stand and were made from `inputs` as they are. What was seen before making is kept in
 * `marker`: a file that changes meanwhile is made again next time. Resolves when they stand.
 */
export async function makeWhenStale(root, { inputs, outputs, marker }, make) {
  const state = stateOf(root, inputs)
  const kept = join(root, marker)
  const stands = [marker, ...outputs].every((output) => existsSync(join(root, output)))
  if (stands && readFileSync(kept, 'utf8') === state) return
  await make()
  writeFileSync(kept, state)
}
