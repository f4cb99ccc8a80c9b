// The packed sandbox as a bot's author gets it: one tarball into a copy of examples/bot-project, outside the repository, without a registry;
// then the bot's tests, and the command. Ends with 1 and what is wrong.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail, root, say } from './lib/steps.mjs'

/** Installed, the sandbox with all it needs stays below that. */
const MOST_BYTES = 15_000_000
const READY_MS = 60_000

const place = mkdtempSync(join(tmpdir(), 'spotdeck-packed-'))
const project = join(place, 'bot')
const run = (program, args, cwd) =>
  execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

function bytesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

/** Installs as `npm install TARBALL` does; what a registry would add comes from this repository's own installation. */
function install() {
  cpSync(join(root, 'examples/bot-project'), project, { recursive: true })
  const tarball = readdirSync(place).find((name) => name.endsWith('.tgz'))
  const { dependencies } = JSON.parse(readFileSync(join(root, 'packages/sandbox/package.json'), 'utf8'))
  const fromRegistry = ['ws', 'zod'].filter((name) => name in dependencies)
  const folders = fromRegistry.map((name) => join(root, 'node_modules', name))
  const quiet = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--install-links']
  run('npm', ['install', ...quiet, '--save-dev', join(place, tarball), ...folders], project)
}

/** Starts the command, waits for its line, asks it for the time, and ends it. */
async function answers() {
  const child = spawn('npx', ['--no-install', 'spotdeck-sandbox', '--port', '0'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const limit = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), READY_MS)
  const ended = once(child, 'close')
  const line = await Promise.race([once(child.stdout, 'data').then(([data]) => String(data)), ended.then(() => '')])
  const address = /ready: (\S+)/.exec(line)?.[1]
  const answer = address === undefined ? undefined : await fetch(`${address}/api/v3/time`)
  if (child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
  await ended
  clearTimeout(limit)
  return answer?.status === 200
}

async function check() {
  run(process.execPath, [join(root, 'scripts/pack-sandbox.mjs'), place], root)
  install()
  const bytes = bytesBelow(join(project, 'node_modules'))
  if (bytes > MOST_BYTES) return `it takes ${bytes} bytes installed, more than ${MOST_BYTES}`
  say(`the packed sandbox takes ${(bytes / 1e6).toFixed(1)} MB installed`)
  const tests = run('npm', ['test', '--silent'], project)
  say(`its bot's tests: ${/^# pass \d+/m.exec(tests)?.[0]}`)
  return (await answers()) ? undefined : 'npx spotdeck-sandbox did not answer GET /api/v3/time'
}

const wrong = await check()
  .catch((error) => `${error.message}\n${error.stdout ?? ''}`)
  .finally(() => rmSync(place, { recursive: true, force: true }))
if (wrong !== undefined) fail(`The packed sandbox: ${wrong}.`)
