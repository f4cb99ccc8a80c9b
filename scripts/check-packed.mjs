// Products as a stranger gets them: one tarball each, installed into an empty folder elsewhere, then used.
// Libraries get registry packages from this installation, `spotdeck` from npm's cache or the registry. Exits with 1.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deadLinks } from './lib/packed-pages.mjs'
import { PRODUCTS, registryDependencies } from './lib/products.mjs'
import { root, say } from './lib/steps.mjs'

/** Installed, each stays below that, in bytes with all it needs. */
const MOST_BYTES = { sandbox: 15_000_000, mexc: 3_000_000, spotdeck: 45_000_000 }
const READY_MS = 120_000
const QUIET = ['--no-audit', '--no-fund', '--ignore-scripts']

const place = mkdtempSync(join(tmpdir(), 'spotdeck-packed-'))
const run = (program, args, cwd) =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

/** Packs a product; answers the tarball's path. */
function pack(name) {
  const folder = join(place, `${name}-tarball`)
  run(process.execPath, [join(root, 'scripts/pack.mjs'), name, folder], root)
  return join(folder, readdirSync(folder)[0])
}

function emptyProject(name) {
  const folder = join(place, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }\n')
  return folder
}

/** Folders of the registry packages that a library needs, for an installation without a registry. */
function ownFolders(name) {
  const { [name]: product } = PRODUCTS
  const needed = Object.keys(registryDependencies(product)).filter((other) => !product.whenNeeded.includes(other))
  return needed.map((other) => join(root, 'node_modules', other))
}

/** Returns the size of an installation. Fails where it is too large, or where a page of the product has a dead link. */
function checkInstalled(name, folder) {
  const product = name === 'spotdeck' ? name : `@spotdeck/${name}`
  const dead = deadLinks(join(folder, 'node_modules', product))
  if (dead.length > 0) throw new Error(`${name} has links that lead nowhere: ${dead.join(', ')}`)
  const entries = readdirSync(join(folder, 'node_modules'), { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const bytes = files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
  if (bytes > MOST_BYTES[name]) throw new Error(`${name} takes ${bytes} bytes installed, more than ${MOST_BYTES[name]}`)
  return `${(bytes / 1e6).toFixed(1)} MB installed`
}

/** Starts a command of a project, waits for its line with an address, lets `use` work with it, and ends the command. */
async function withCommand(folder, args, use) {
  const child = spawn('npx', ['--no-install', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const limit = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), READY_MS)
  const ended = once(child, 'close')
  try {
    let text = ''
    for await (const data of child.stdout) {
      text += data
      const address = /ready: (\S+)/.exec(text)?.[1]
      if (address !== undefined) return await use(new URL(address))
    }
    throw new Error(`${args.join(' ')} ended without its line: ${text}`)
  } finally {
    if (child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await ended
    clearTimeout(limit)
  }
}

/** The sandbox in a bot's project: the bot's own tests, then the command. */
async function checkSandbox() {
  const folder = join(place, 'sandbox')
  cpSync(join(root, 'examples/bot-project'), folder, { recursive: true })
  run(
    'npm',
    ['install', '--offline', ...QUIET, '--install-links', '--save-dev', pack('sandbox'), ...ownFolders('sandbox')],
    folder,
  )
  const passed = /^# pass \d+/m.exec(run('npm', ['test', '--silent'], folder))?.[0]
  return { folder, words: `${checkInstalled('sandbox', folder)}, its bot's tests: ${passed}` }
}

/** The SDK, by npm and by pnpm: an example as it stands beside the packed sandbox, and its types under `strict`. */
async function checkMexc(sandboxFolder) {
  const tarball = pack('mexc')
  const byNpm = emptyProject('mexc')
  run('npm', ['install', '--offline', ...QUIET, '--install-links', tarball, ...ownFolders('mexc')], byNpm)
  const byPnpm = emptyProject('mexc-pnpm')
  const pnpm = join(root, 'node_modules/pnpm/bin/pnpm.cjs')
  const store = ['--store-dir', join(place, 'store'), '--prefer-offline', '--ignore-scripts', '--silent']
  run(process.execPath, [pnpm, 'add', ...store, tarball], byPnpm)
  await withCommand(sandboxFolder, ['spotdeck-sandbox', '--port', '0', '--symbols', 'MXUSDT'], async ({ port }) => {
    for (const folder of [byNpm, byPnpm]) {
      cpSync(join(root, 'examples/place-and-cancel.mjs'), join(folder, 'bot.mjs'))
      const said = run(process.execPath, ['bot.mjs', port], folder)
      if (!/cancel/i.test(said)) throw new Error(`the example of the SDK said: ${said}`)
    }
  })
  const strict = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--allowJs',
    '--checkJs',
    '--types',
    'node',
    '--typeRoots',
  ]
  const typeRoots = join(root, 'node_modules/@types')
  run(process.execPath, [join(root, 'node_modules/typescript-native/bin/tsc'), ...strict, typeRoots, 'bot.mjs'], byNpm)
  return { folder: byNpm, words: `${checkInstalled('mexc', byNpm)}, by npm and pnpm` }
}

/** The whole product: the command, and the page that it serves. */
async function checkSpotdeck() {
  const folder = emptyProject('spotdeck')
  run('npm', ['install', '--prefer-offline', ...QUIET, pack('spotdeck')], folder)
  const begun = performance.now()
  let seconds = 0
  const up = ['spotdeck', 'up', '--port', '0', '--sandbox-port', '0', '--data', 'data']
  await withCommand(folder, up, async ({ origin }) => {
    const page = await (await fetch(origin)).text()
    seconds = (performance.now() - begun) / 1_000
    if (!page.includes('<div id="root"')) throw new Error(`the page of spotdeck up is not there: ${page.slice(0, 200)}`)
  })
  return { words: `${checkInstalled('spotdeck', folder)}, page after ${seconds.toFixed(1)} s` }
}

try {
  const sandbox = await checkSandbox()
  say(`packed sandbox: ${sandbox.words}`)
  say(`packed mexc: ${(await checkMexc(sandbox.folder)).words}`)
  say(`packed spotdeck: ${(await checkSpotdeck()).words}`)
} catch (error) {
  process.exitCode = 1
  process.stderr.write(`A packed product is not in order: ${error.message}\n${error.stdout ?? ''}\n`)
} finally {
  rmSync(place, { recursive: true, force: true })
}
