// Packs a product with the packages of this repository that it needs, so that one tarball installs anywhere:
// node scripts/pack.mjs spotdeck|mexc|sandbox [FOLDER]     then elsewhere: npm install FOLDER/NAME-VERSION.tgz
// The packages, the command and the page must be built. The documentation is packed where it is (`npm run docs:site`).

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { build } from 'vite'
import { shippedPlaces } from './lib/lock-file.mjs'
import { stagePages } from './lib/packed-pages.mjs'
import { PRODUCTS, manifestOf, packagesOf, registryDependencies } from './lib/products.mjs'
import { fail, root, say } from './lib/steps.mjs'

/** Files that only compilers, debuggers and tests of this repository read. */
const UNUSED = /\.map$|\.tsbuildinfo$|\.inputs$|\/testing(\/|$)/
/** Names a package of this repository in code or types: `from '@spotdeck/wire'`, `import('@spotdeck/ports/node')`. */
const SPECIFIER = /(?<=\bfrom\s*|\bimport\s*\(?\s*)(['"])@spotdeck\/([a-z]+)((?:\/[\w.-]+)*)\1/g

/** The file that an entry of a package names, from the tarball's root. */
function entryOf(name, entry) {
  const found = manifestOf(name).exports?.[entry]
  if (found === undefined) throw new Error(`@spotdeck/${name} exports no '${entry}'`)
  return posix.join('packages', name, typeof found === 'string' ? found : found.default)
}

/** Copies the folders of a product into the tarball's: those that it names, or what was built of its packages. */
function stageFolders(product, stage) {
  const parts = ['dist', 'public', 'proto']
  const built = () => packagesOf(product).flatMap((name) => parts.map((part) => posix.join('packages', name, part)))
  for (const folder of (product.folders ?? built()).filter((place) => existsSync(join(root, place))))
    cpSync(join(root, folder), join(stage, folder), { recursive: true, filter: (path) => !UNUSED.test(path) })
}

/** Lets files of the tarball find each other by their place, so that it needs no package but those of the registry. */
function linkByPlace(stage) {
  const files = readdirSync(stage, { recursive: true }).filter((file) => /\.(?:js|d\.ts)$/.test(file))
  for (const file of files.map((name) => name.replaceAll('\\', '/'))) {
    const text = readFileSync(join(stage, file), 'utf8')
    const linked = text.replaceAll(SPECIFIER, (_, quote, name, entry) => {
      const place = posix.relative(dirname(file), entryOf(name, `.${entry}`))
      return `${quote}${place.startsWith('.') ? place : `./${place}`}${quote}`
    })
    if (linked !== text) writeFileSync(join(stage, file), linked)
  }
}

/**
 * Joins the code of a library into few files: a program spends most of its start on finding 200 modules.
 * Files that are named by a URL keep their place.
 */
async function bundle(stage, { main, bundled }) {
  const places = [...Object.values(manifestOf(main).exports).map((entry) => entry.default), ...bundled]
  const input = Object.fromEntries(
    places
      .map((place) => posix.join('packages', main, place))
      .map((file) => [file.slice(0, -'.js'.length), join(stage, file)]),
  )
  const external = Object.keys(registryDependencies(PRODUCTS[main]))
  const outDir = join(stage, 'joined')
  const output = { entryFileNames: '[name].js', chunkFileNames: `packages/${main}/dist/shared-[hash].js` }
  await build({
    root: stage,
    configFile: false,
    logLevel: 'error',
    build: { ssr: true, outDir, target: 'node20', minify: false, rolldownOptions: { input, output, external } },
  })
  for (const file of readdirSync(stage, { recursive: true }))
    if (/^packages.*\.js$/.test(file)) rmSync(join(stage, file))
  cpSync(outDir, stage, { recursive: true })
  rmSync(outDir, { recursive: true })
}

/** The manifest of a tarball: that of its main package, with its paths below that package's folder. */
function stagedManifest(name, product) {
  const {
    devDependencies: _dev,
    scripts: _scripts,
    files: _files,
    dependencies: _own,
    ...main
  } = manifestOf(product.main)
  const below = (path) => `./${posix.join('packages', product.main, path)}`
  const text = JSON.stringify(main, (key, value) => {
    if (key === 'source' || (key === 'types' && !product.hasTypes)) return undefined
    return typeof value === 'string' && /^\.\/(?:bundle|dist|public|proto)\//.test(value) ? below(value) : value
  })
  const dependencies = registryDependencies(product)
  const whenNeeded = Object.fromEntries(product.whenNeeded.map((other) => [other, dependencies[other]]))
  for (const other of product.whenNeeded) delete dependencies[other]
  // npm compares it with the place of the workflow that publishes (provenance).
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: place } = process.env
  const repository = place === undefined ? {} : { repository: { type: 'git', url: `git+${server}/${place}.git` } }
  const optional = Object.fromEntries(product.whenNeeded.map((other) => [other, { optional: true }]))
  const peers = product.whenNeeded.length === 0 ? {} : { peerDependencies: whenNeeded, peerDependenciesMeta: optional }
  return { ...JSON.parse(text), name: name === 'spotdeck' ? name : main.name, dependencies, ...peers, ...repository }
}

/** Address of the repository's files at this version, for links; undefined where the repository is not known. */
function placeOfFiles({ repository, version }) {
  return repository && repository.url.replace(/^git\+/, '').replace(/\.git$/, `/blob/v${version}`)
}

/** The lock of an installation: the versions of this repository's lock file, which its tests ran with. */
function lockOf(manifest, product) {
  const { lockfileVersion, packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const outside = product.outside.map((name) => posix.join('node_modules', name))
  const places = [...outside, ...shippedPlaces(outside)].sort()
  const entries = places.map((place) => {
    const { resolved: _from, dev: _dev, devOptional: _devOptional, peer: _peer, ...entry } = packages[place]
    return [place, entry]
  })
  const { name, version, license, dependencies, bin, engines } = manifest
  const all = { '': { name, version, license, dependencies, bin, engines }, ...Object.fromEntries(entries) }
  return { name, version, lockfileVersion, requires: true, packages: all }
}

const [name, into = '.'] = process.argv.slice(2)
const product = PRODUCTS[name]
if (product === undefined) fail(`Name a product: node scripts/pack.mjs ${Object.keys(PRODUCTS).join('|')} [FOLDER]`)
const folder = resolve(into)
const stage = mkdtempSync(join(tmpdir(), 'spotdeck-pack-'))
try {
  stageFolders(product, stage)
  if (product.folders === undefined) linkByPlace(stage)
  if (product.bundled !== undefined) await bundle(stage, product)
  const manifest = stagedManifest(name, product)
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  if (product.outside !== undefined)
    writeFileSync(join(stage, 'npm-shrinkwrap.json'), JSON.stringify(lockOf(manifest, product)))
  for (const program of Object.values(manifest.bin ?? {})) chmodSync(join(stage, program), 0o755)
  cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'))
  stagePages(product, stage, placeOfFiles(manifest))
  mkdirSync(folder, { recursive: true })
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [{ filename, size, unpackedSize }] = JSON.parse(execFileSync('npm', args, { cwd: stage, encoding: 'utf8' }))
  const place = relative(process.cwd(), join(folder, filename))
  say(`${place}: ${(size / 1e6).toFixed(1)} MB, ${(unpackedSize / 1e6).toFixed(1)} MB installed`)
} finally {
  rmSync(stage, { recursive: true, force: true })
}
