/** Files that a run of the command loaded, read from its coverage and from source maps. */

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

type Coverage = { readonly result: readonly { readonly url: string }[] }

/** Sources of all that was loaded, as paths. @param folder that the run had as NODE_V8_COVERAGE */
export function sourcesLoaded(folder: string): readonly string[] {
  const urls = readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Coverage
    return result.map(({ url }) => url)
  })
  return urls.filter((url) => url.startsWith('file:')).flatMap((url) => sourcesOf(fileURLToPath(url)))
}

function sourcesOf(file: string): readonly string[] {
  if (!existsSync(`${file}.map`)) return [file]
  const { sources } = JSON.parse(readFileSync(`${file}.map`, 'utf8')) as { readonly sources: readonly string[] }
  return sources.map((source) => resolve(dirname(file), source))
}
