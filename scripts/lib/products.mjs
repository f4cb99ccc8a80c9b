// Published products: one tarball each, with every package of this repository that it needs inside.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './steps.mjs'

/**
 * `main`: the package whose manifest, exports and commands are shown. `also`: packages that it finds at run time.
 * `whenNeeded`: registry packages that an installation adds where it needs them. `hasTypes`: it is a library.
 * `pages`: guides that come with it.
 */
export const PRODUCTS = {
  spotdeck: { main: 'cli', also: ['dashboard'], whenNeeded: [], hasTypes: false, isLocked: true, pages: [] },
  mexc: {
    main: 'mexc',
    also: [],
    whenNeeded: [],
    hasTypes: true,
    bundled: ['dist/node/answer-worker.js', 'dist/node/parse-in-worker.js'],
    pages: [
      'docs/sdk.md',
      'docs/exact.md',
      'docs/sdk-errors.md',
      'docs/mexc-reference.md',
      'docs/evidence/mexc-cases.md',
    ],
  },
  sandbox: {
    main: 'sandbox',
    also: [],
    whenNeeded: ['csv-parse', 'libsql', 'selfsigned'],
    hasTypes: true,
    pages: ['docs/sandbox.md', 'docs/sandbox-recipes.md'],
  },
}

const { overrides } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Manifest of a package of this repository. */
export function manifestOf(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
}

/** Names of a product's packages, the main one first: what it depends on, and what those depend on. */
export function packagesOf({ main, also }) {
  const found = new Set([main])
  for (const name of found)
    for (const dependency of Object.keys(manifestOf(name).dependencies ?? {}))
      if (dependency.startsWith('@spotdeck/')) found.add(dependency.slice('@spotdeck/'.length))
  return [...found, ...also]
}

/** Names of a product's packages whose registry packages an installation needs: the page has its own built in. */
export function importedBy(product) {
  return packagesOf(product).filter((name) => !product.also.includes(name))
}

/** Registry packages of a product with their versions. */
export function registryDependencies(product) {
  const found = importedBy(product).flatMap((name) => Object.entries(manifestOf(name).dependencies ?? {}))
  // What this repository holds back, for the oldest Node that it runs on, an installation must hold back too.
  const heldBack = product.isLocked ? Object.entries(overrides) : []
  return Object.fromEntries([...found.filter(([name]) => !name.startsWith('@spotdeck/')), ...heldBack].sort())
}
