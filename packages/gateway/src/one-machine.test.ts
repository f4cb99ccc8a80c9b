import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** Imports that stay when types are erased. */
const KEPT = /^(?:import|export)(?! type )(?:[^'"`;]*?\bfrom)? '([^']+)'/gm

/** File of this repository that an import leads to; `undefined` for a package of others. */
function fileOf(from: string, target: string): string | undefined {
  if (target.startsWith('.')) return join(dirname(from), target)
  const [, name = '', entry = ''] = /^@spotdeck\/([^/]+)(\/.*)?$/.exec(target) ?? []
  const folder = join(root, 'packages', name)
  if (name === '' || !existsSync(folder)) return undefined
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, { source: string } | undefined>
  }
  const source = exports[`.${entry}`]?.source
  return source === undefined ? undefined : join(folder, source)
}

/** Whatever is loaded with a file, without what is imported later: files by their paths, packages of others by their names. */
function loadedWith(...first: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (file: string): void => {
    const path = relative(root, file)
    if (found.has(path)) return
    found.add(path)
    if (!/\.tsx?$/.test(file)) return
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(KEPT)) {
      const next = fileOf(file, target)
      if (next === undefined) found.add(target)
      else visit(next)
    }
  }
  for (const path of first) visit(join(root, path))
  return found
}

const ofCluster = (loaded: ReadonlySet<string>) =>
  [...loaded].filter((one) => one.startsWith('packages/cluster/') || one === 'pg' || one.includes('/postgres/'))

describe('a gateway without a database', () => {
  it('loads nothing of what several gateways need, and no driver of PostgreSQL', () => {
    const loaded = loadedWith(
      ...['up', 'gateway'].map((command) => `packages/cli/src/commands/${command}.ts`),
      'packages/gateway/src/index.ts',
      'packages/edge/src/index.ts',
    )
    expect(loaded).toContain('packages/gateway/src/gateway.ts')
    expect(loaded).toContain('packages/edge/src/rules.ts')
    expect(loaded).toContain('fastify')
    expect(ofCluster(loaded)).toEqual([])
  })

  it('is told apart from one with a database, which does', () => {
    const loaded = ofCluster(loadedWith('packages/gateway/src/serve/share-account.ts', 'packages/cluster/src/index.ts'))
    expect(loaded).toContain('packages/cluster/src/lease/shared-account.ts')
    expect(loaded).toContain('packages/store/src/postgres/database.ts')
    expect(loaded).toContain('pg')
  })
})
