// System programs that tests need: found, installed from Debian's packages when that is possible, or asked for.

import { spawnSync } from 'node:child_process'
import { fail, run, say } from './steps.mjs'

const programs = [
  {
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    debian: 'chromium',
    why: 'the page is tested in a real browser',
  },
  { names: ['redis-server'], debian: 'redis-server', why: 'events in Redis are tested on a real one' },
  {
    names: ['python3', '/usr/bin/python3'],
    asked: ['-c', 'import redis'],
    debian: 'python3-redis',
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

function install(packages) {
  if (find(['apt-get']) === undefined || process.getuid?.() !== 0) return
  say(`Installing ${packages.join(', ')} from Debian's packages`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], { env })
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** Returns whether one of its commands exists and answers. */
function isThere({ names, asked }) {
  if (asked === undefined) return find(names) !== undefined
  return names.some((name) => spawnSync(name, asked).status === 0)
}

/** Under CI a missing program is a failure; elsewhere the tests that need it say that they were skipped. */
export function ensurePrograms() {
  const missing = () => programs.filter((program) => !isThere(program))
  const wanted = missing()
  if (wanted.length === 0) return
  install(wanted.map((program) => program.debian))
  for (const program of missing()) {
    const advice = `${program.debian} is missing (${program.why}). Install it, on Debian: sudo apt-get install ${program.debian}`
    if (process.env.CI) fail(advice)
    say(`${advice}. The tests that need it are skipped.`)
  }
}
