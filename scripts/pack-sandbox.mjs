// Packs @spotdeck/sandbox with the packages of this repository that it needs, so that one tarball installs anywhere:
// node scripts/pack-sandbox.mjs [FOLDER]     then, in an empty folder: npm install FOLDER/spotdeck-sandbox-VERSION.tgz
// The packages must be built. csv-parse, the SQLite driver and selfsigned are optional: for markets from CSV, for a data folder, and for a made certificate.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root, say } from './lib/steps.mjs'

const bundled = ['exact', 'ports', 'wire']
const folder = resolve(process.argv[2] ?? '.')
const stage = mkdtempSync(join(tmpdir(), 'spotdeck-sandbox-'))

function manifestOf(name) {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
}

/** Copies the built code of a package, without sources, maps and tests. */
function stagePackage(name, target, extra = []) {
  const from = join(root, 'packages', name)
  for (const part of ['dist', ...extra]) {
    const keep = (path) => !/\.map$|\.tsbuildinfo$|\/testing(\/|$)|\.inputs$/.test(path)
    cpSync(join(from, part), join(target, part), { recursive: true, filter: keep })
  }
  const { devDependencies: _dev, scripts: _scripts, files: _files, ...manifest } = manifestOf(name)
  const text = JSON.stringify(manifest, (key, value) => (key === 'source' ? undefined : value), 2)
  writeFileSync(join(target, 'package.json'), `${text}\n`)
}

try {
  stagePackage('sandbox', stage, ['public'])
  for (const name of bundled) {
    const target = join(stage, 'node_modules/@spotdeck', name)
    mkdirSync(target, { recursive: true })
    stagePackage(name, target)
  }
  const path = join(stage, 'package.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8'))
  const { 'csv-parse': csvParse, libsql, selfsigned, ...dependencies } = manifest.dependencies
  const whenNeeded = { 'csv-parse': csvParse, libsql, selfsigned }
  const optional = {
    peerDependencies: whenNeeded,
    peerDependenciesMeta: Object.fromEntries(Object.keys(whenNeeded).map((name) => [name, { optional: true }])),
  }
  const bundle = bundled.map((name) => `@spotdeck/${name}`)
  writeFileSync(
    path,
    `${JSON.stringify({ ...manifest, dependencies, ...optional, bundleDependencies: bundle }, null, 2)}\n`,
  )
  cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'))
  mkdirSync(folder, { recursive: true })
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [{ filename, size, unpackedSize }] = JSON.parse(execFileSync('npm', args, { cwd: stage, encoding: 'utf8' }))
  say(`${join(folder, filename)}: ${(size / 1e6).toFixed(1)} MB, ${(unpackedSize / 1e6).toFixed(1)} MB installed`)
} finally {
  rmSync(stage, { recursive: true, force: true })
}
