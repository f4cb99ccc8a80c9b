// Published products: one tarball each, with every package of this repository that it needs inside.

import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { root } from './steps.mjs'

/** The folder of the command, joined with all that it runs, and its entry. */
export const BUNDLE = 'packages/cli/bundle'
export const PROGRAM = posix.join(BUNDLE, 'spotdeck.js')

/**
 * `main`: the package whose manifest, exports and commands are shown. `hasTypes`: it is a library. `pages`: guides that
 * come with it. `whenNeeded`: registry packages that an installation adds where it needs them. A program has `folders`,
 * which are all that it consists of, and `outside`: registry packages that are not joined into it, because they load a
 * library of the machine's own kind.
 */
export const PRODUCTS = {
  spotdeck: {
    main: 'cli',
    folders: [BUNDLE, 'packages/sandbox/public', 'packages/dashboard/dist', 'packages/dashboard/docs'],
    outside: ['libsql'],
    whenNeeded: [],
    hasTypes: false,
    pages: [],
  },
  mexc: {
    main: 'mexc',
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
    whenNeeded: ['csv-parse', 'libsql', 'selfsigned'],
    hasTypes: true,
    pages: ['docs/sandbox.md', 'docs/sandbox-recipes.md'],
  },
}

/** Manifest of a package of this repository. */
export function manifestOf(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
}

/** Names of a product's packages, the main one first: what it depends on, and what those depend on. */
export function packagesOf({ main }) {
  const found = new Set([main])
  for (const name of found)
    for (const dependency of Object.keys(manifestOf(name).dependencies ?? {}))
      if (dependency.startsWith('@spotdeck/')) found.add(dependency.slice('@spotdeck/'.length))
  return [...found]
}

/** Registry packages of a product with their versions. */
export function registryDependencies(product) {
  const found = packagesOf(product).flatMap((name) => Object.entries(manifestOf(name).dependencies ?? {}))
  const isNeeded = (name) => !name.startsWith('@spotdeck/') && (product.outside?.includes(name) ?? true)
  return Object.fromEntries(found.filter(([name]) => isNeeded(name)).sort())
}
