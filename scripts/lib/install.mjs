// Installs what is missing and nothing else: `run` is what building and running need, `all` adds what tests need.

import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, run, say } from './steps.mjs'

const marker = join(root, 'node_modules', '.spotdeck-installed.json')

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Node.js ${process.versions.node} is too old: install 20.19 or newer, or 22 or 24, then run this again.`)
  }
}

function wanted(mode) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return { lock, mode, platform: `${process.platform}-${process.arch}` }
}

function installed() {
  if (!existsSync(marker)) return installedByHand()
  try {
    return JSON.parse(readFileSync(marker, 'utf8'))
  } catch {
    return undefined
  }
}

/** Accepts the result of the user's own `npm ci`, by npm's record of it, if it holds everything that the lock file names. */
function installedByHand() {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return undefined
  const { packages: there } = JSON.parse(readFileSync(record, 'utf8'))
  const { packages: named } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const whole = Object.entries(named).every(
    ([path, { version, optional, devOptional }]) =>
      !path.includes('node_modules/') || optional || devOptional || there[path]?.version === version,
  )
  return whole ? wanted('all') : undefined
}

/** Host of npm's registry, for people; npm names it where it is not the usual one. */
function registryHost(shell) {
  const { stdout = '' } = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', shell })
  return URL.canParse(stdout.trim()) ? new URL(stdout.trim()).host : "npm's registry"
}

/** @param {'run' | 'all'} mode */
export function ensureInstalled(mode) {
  requireNode()
  const have = installed()
  // An installation with test dependencies is kept: starting the product removes nothing.
  const want = wanted(have?.mode === 'all' ? 'all' : mode)
  const enough = have?.lock === want.lock && have.platform === want.platform && have.mode === want.mode
  if (enough) return
  // Windows runs npm through a command file, which needs a shell.
  const shell = process.platform === 'win32'
  const from = registryHost(shell)
  say(
    want.mode === 'run'
      ? `Installing what running needs from ${from} (once, about a minute; without an answer npm tries for another)`
      : `Installing everything from ${from}, tests included (once, a minute or two; without an answer npm tries for another)`,
  )
  const omit = want.mode === 'run' ? ['--omit=dev'] : ['--include=dev']
  const status = run('npm', ['ci', ...omit, '--no-audit', '--no-fund', '--loglevel=error'], { shell })
  if (status !== 0)
    fail(
      `npm ci failed after its own retries; its lines above say why. It ends here: check that ${from} can be reached, then run this again.`,
    )
  writeFileSync(marker, JSON.stringify(want))
}
