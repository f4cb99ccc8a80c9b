// System programs that tests need: found, installed from Debian's packages when that is possible, or asked for.

import { spawnSync } from 'node:child_process'
import { fail, run, say } from './steps.mjs'

/** Debian keeps the server out of the path: the program of each version that is installed. */
const debianPostgres = () => [15, 16, 17, 18].map((version) => `/usr/lib/postgresql/${version}/bin/postgres`)

const programs = [
  {
    names: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    // The engine without windows: tests take half the processor time of a whole browser.
    best: 'chromium-headless-shell',
    debian: ['chromium-headless-shell', 'chromium'],
    why: 'the page is tested in a real browser',
  },
  { names: ['redis-server'], debian: ['redis-server'], why: 'events in Redis are tested on a real one' },
  {
    names: ['postgres', ...debianPostgres()],
    debian: ['postgresql'],
    why: 'ledgers in PostgreSQL are tested on a real one',
  },
  {
    names: ['python3', '/usr/bin/python3'],
    asked: ['-c', 'import redis'],
    debian: ['python3-redis'],
    why: 'a reader in Python is tested, with its redis package',
  },
]

/** The full path of the first of these commands that is there. */
export function find(names) {
  for (const name of names) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
    if (found.status === 0) return found.stdout.trim()
  }
  return undefined
}

/** Installs of each program the first package that this system has; names nothing that it lacks. */
function install(wanted) {
  if (find(['apt-get']) === undefined || process.getuid?.() !== 0 || process.env.SPOTDECK_NO_INSTALL) return
  const reasons = wanted.map(({ debian: [name], why }) => `${name} (${why})`).join(', ')
  say(
    `Missing on this system: ${reasons}. apt-get installs it now, outside this folder; SPOTDECK_NO_INSTALL=1 leaves that out`,
  )
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env })
  const packages = wanted.flatMap(({ debian }) => debian.find(isKnown) ?? [])
  if (packages.length === 0) return
  say(`Installing ${packages.join(', ')} from Debian's packages`)
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

const isKnown = (name) => spawnSync('apt-cache', ['show', name]).status === 0

/** Returns whether one of its commands exists and answers. */
function isThere({ names, asked }) {
  if (asked === undefined) return find(names) !== undefined
  return names.some((name) => spawnSync(name, asked).status === 0)
}

const isBest = ({ best }) => best === undefined || find([best]) !== undefined

/**
 * Under CI the best program is installed where it can be, and a missing one is a failure; elsewhere any will do, and the tests
 * that need a missing one say that they were skipped.
 */
export function ensurePrograms() {
  const missing = () => programs.filter((program) => !isThere(program))
  const wanted = process.env.CI ? programs.filter((program) => !isThere(program) || !isBest(program)) : missing()
  if (wanted.length === 0) return
  install(wanted)
  for (const program of missing()) {
    const [name] = program.debian
    const advice = `${name} is missing (${program.why}). Install it, on Debian: sudo apt-get install ${name}`
    if (process.env.CI) fail(advice)
    say(`${advice}. The tests that need it are skipped.`)
  }
}
