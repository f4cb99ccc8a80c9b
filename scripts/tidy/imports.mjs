// Imports run one way only. The compiler holds it by project references; this check also holds what the compiler cannot:
// package.json against the table, Node modules in pure packages, index files, inner files of other packages.

import { isGenerated, isTest, read, trackedFiles } from './files.mjs'

/** Packages that each package may import. */
export const table = {
  exact: [],
  ports: [],
  wire: ['exact'],
  api: ['exact'],
  ledger: ['exact'],
  mexc: ['wire', 'exact', 'ports'],
  sandbox: ['wire', 'exact', 'ports'],
  notices: ['exact'],
  plans: ['exact'],
  follow: ['store', 'mexc', 'ledger', 'wire', 'exact', 'ports'],
  gateway: [
    'cluster',
    'edge',
    'desk',
    'imports',
    'reports',
    'store',
    'follow',
    'notices',
    'plans',
    'mexc',
    'ledger',
    'api',
    'wire',
    'exact',
    'ports',
  ],
  store: ['ledger', 'exact', 'ports'],
  reports: ['store', 'ledger', 'api', 'exact', 'ports'],
  imports: ['follow', 'store', 'ledger', 'api', 'wire', 'exact', 'ports'],
  desk: ['store', 'api', 'exact', 'ports'],
  edge: ['reports', 'imports', 'desk', 'store', 'api', 'wire', 'exact', 'ports'],
  cluster: ['edge', 'desk', 'reports', 'store', 'ledger', 'api', 'ports'],
  dashboard: ['api', 'exact'],
  cli: [
    'edge',
    'desk',
    'reports',
    'store',
    'gateway',
    'follow',
    'sandbox',
    'mexc',
    'ledger',
    'api',
    'wire',
    'exact',
    'ports',
  ],
}
const pure = new Set(['exact', 'wire', 'api', 'ledger', 'notices', 'plans'])
/** An import of code, not one of an example in a docstring. */
const IMPORT = /^(?!\s*\*).*?(?:from|import)\s*\(?\s*'([^']+)'/gm

export function checkImports() {
  const findings = []
  for (const file of trackedFiles()) {
    const match = /^packages\/([^/]+)\/src\/.*\.tsx?$/.exec(file)
    if (match === null || isGenerated(file)) continue
    for (const [, target] of read(file).matchAll(IMPORT)) findings.push(...checkImport(file, match[1], target))
  }
  for (const [name, allowed] of Object.entries(table)) findings.push(...checkManifest(name, allowed))
  return findings
}

function* checkImport(file, name, target) {
  const other = /^@spotdeck\/([^/]+)(\/.*)?$/.exec(target)
  if (other !== null) {
    const [, to, inner] = other
    if (!isTest(file) && !table[name].includes(to))
      yield `${file}: ${name} may not import ${to}: see CONTRIBUTING.md, Imports run one way`
    if (inner?.startsWith('/src') || inner?.startsWith('/dist'))
      yield `${file}: import ${to} by its public exports, not ${target}`
  }
  // An entry for one runtime gives all of the entry for any.
  const isEntry = target === '../index.ts' && file.endsWith('/index.ts')
  if (!isTest(file) && !isEntry && /(^|\/)index\.ts$/.test(target))
    yield `${file}: import the file that owns the name, not an index`
  if (target.startsWith('.') && !/\.(ts|tsx|js|css|json|svg|woff2)$/.test(target))
    yield `${file}: write the file's ending in '${target}'`
  if (!isTest(file) && pure.has(name) && target.startsWith('node:'))
    yield `${file}: ${name} is pure and may not import ${target}`
  const nodeIsFine =
    /^packages\/(ports\/src\/node|mexc\/src\/node|store|follow|desk|reports|imports|edge|cluster|gateway|sandbox|cli)\//.test(
      file,
    )
  if (!isTest(file) && !nodeIsFine && target.startsWith('node:'))
    yield `${file}: ${target} does not belong here: pass it in by a port`
}

function* checkManifest(name, allowed) {
  const { dependencies = {} } = JSON.parse(read(`packages/${name}/package.json`))
  for (const dependency of Object.keys(dependencies)) {
    const to = /^@spotdeck\/(.+)$/.exec(dependency)?.[1]
    if (to !== undefined && !allowed.includes(to))
      yield `packages/${name}/package.json: ${name} may not depend on ${to}`
    if (to === undefined && !/^\d+\.\d+\.\d+$/.test(dependencies[dependency]))
      yield `packages/${name}/package.json: pin ${dependency} to an exact version`
  }
}
