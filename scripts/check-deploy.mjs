// deploy/ as far as a machine without containers can run it: what the image's build stage makes, started as the image starts it, asked as its
// health check asks; then the manifests by the tools that are installed. Ends with 1 and what is wrong. `--release` refuses images by tag.

import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  readdirSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unpinned } from './lib/images.mjs'
import { fail, root, say } from './lib/steps.mjs'
import { find } from './lib/system.mjs'

/** The most that the image may add to its base. */
const MOST_BYTES = 60_000_000
const READY_MS = 120_000
/** The user of the image; its files belong to root there, so it can write nothing but its data. */
const USER = process.getuid?.() === 0 ? { uid: 10_001, gid: 10_001 } : {}

const place = mkdtempSync(join(tmpdir(), 'spotdeck-deploy-'))
const app = join(place, 'app')
const started = []

function bytesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

function dataFolder(name) {
  const folder = join(place, name)
  execFileSync('install', ['-d', '-m', '0700', ...(USER.uid ? ['-o', `${USER.uid}`, '-g', `${USER.gid}`] : []), folder])
  return folder
}

const environmentOf = (data, more) => ({
  PATH: process.env.PATH,
  NODE_ENV: 'production',
  SPOTDECK_DATA: data,
  SPOTDECK_LOG_LEVEL: 'error',
  ...more,
})

/** Starts a command of the assembled folder as the image does. */
function start(args, data, more) {
  const options = { ...USER, cwd: data, env: environmentOf(data, more), stdio: ['ignore', 'ignore', 'inherit'] }
  const child = spawn(join(app, 'bin/spotdeck'), args, options)
  started.push(child)
  return child
}

const isHealthy = (url) =>
  spawnSync(process.execPath, [join(app, 'health.mjs'), url], { ...USER, stdio: 'ignore' }).status === 0

async function healthy(child, url) {
  const end = Date.now() + READY_MS
  while (child.exitCode === null && Date.now() < end) {
    if (isHealthy(url)) return true
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  return false
}

/** Ends a service as a container engine does; answers its exit code. */
async function stop(child) {
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  const [code] = await ended
  return code
}

/** The configuration of compose's sandbox, with the addresses and files of this run. */
function configFile(exchange) {
  const text = readFileSync(join(root, 'deploy/compose/sandbox.json'), 'utf8')
  const path = join(place, 'sandbox.json')
  const key = join(place, 'sandbox-key.json')
  cpSync(join(root, 'deploy/compose/sandbox-key.json'), key)
  writeFileSync(path, text.replaceAll('sandbox:9090', exchange).replaceAll('/etc/spotdeck/sandbox-key.json', key))
  return path
}

async function checkRun() {
  const [exchangePort, port] = [await freePort(), await freePort()]
  const exchange = start(['sandbox', '--port', `${exchangePort}`, '--no-panel'], dataFolder('exchange'))
  if (!(await healthy(exchange, `http://127.0.0.1:${exchangePort}/api/v3/ping`)))
    return 'the sandbox did not become healthy'
  const data = dataFolder('data')
  const environment = {
    SPOTDECK_CONFIG: configFile(`127.0.0.1:${exchangePort}`),
    SPOTDECK_HOST: '0.0.0.0',
    SPOTDECK_ALLOW_PLAIN_HTTP: 'true',
    SPOTDECK_PUBLIC_URL: `http://127.0.0.1:${port}`,
    SPOTDECK_PORT: `${port}`,
  }
  const gateway = start(['gateway'], data, environment)
  if (!(await healthy(gateway, `http://127.0.0.1:${port}/healthz`))) return 'the gateway did not become healthy'
  if (!isHealthy(`http://127.0.0.1:${port}/readyz`)) return 'the gateway is healthy and not ready'
  if (!isHealthy(`http://127.0.0.1:${port}/metrics`)) return 'the metrics are not there for this machine'
  const login = spawnSync(join(app, 'bin/spotdeck'), ['login'], {
    ...USER,
    env: environmentOf(data, environment),
    encoding: 'utf8',
  })
  if (!login.stdout.includes(`http://127.0.0.1:${port}/#login=`))
    return `spotdeck login printed no link: ${login.stderr}`
  const codes = [await stop(gateway), await stop(exchange)]
  if (codes.some((code) => code !== 0)) return `SIGTERM ended with ${codes.join(' and ')}`
  return isHealthy(`http://127.0.0.1:${port}/healthz`) ? 'the health check succeeds without a gateway' : undefined
}

async function checkImage() {
  execFileSync(process.execPath, [join(root, 'scripts/assemble.mjs'), app], { stdio: ['ignore', 'ignore', 'inherit'] })
  cpSync(join(root, 'deploy/health.mjs'), join(app, 'health.mjs'))
  const bytes = bytesBelow(app)
  if (bytes > MOST_BYTES) return `the image adds ${bytes} bytes, more than ${MOST_BYTES}`
  say(`the image adds ${(bytes / 1e6).toFixed(1)} MB to its base`)
  return checkRun()
}

/** Compose files without `name`, which docker-compose 1 does not know. */
function composeWithoutName() {
  const folder = join(place, 'compose')
  mkdirSync(join(folder, 'keys'), { recursive: true })
  const text = readFileSync(join(root, 'deploy/compose/compose.yaml'), 'utf8')
  writeFileSync(join(folder, 'compose.yaml'), text.replace(/^name: .*$/m, ''))
  return join(folder, 'compose.yaml')
}

/** Programs that judge manifests, each where it is installed. */
const judges = [
  ['kubectl', () => ['kustomize', 'deploy/kubernetes/base']],
  ['kubectl', () => ['kustomize', 'deploy/kubernetes/sandbox']],
  ['kubectl', () => ['kustomize', 'deploy/kubernetes/postgres']],
  ['systemd-analyze', () => ['verify', 'deploy/systemd/spotdeck.service']],
  ['promtool', () => ['check', 'config', 'deploy/prometheus/prometheus.yml']],
  ['promtool', () => ['test', 'rules', 'deploy/prometheus/alerts.test.yml']],
  ['docker-compose', () => ['-f', composeWithoutName(), 'config', '-q']],
]

function checkManifests() {
  for (const [program, argumentsOf] of judges) {
    const path = find([program])
    if (path === undefined) {
      say(`${program} is not installed: what it judges was not checked`)
      continue
    }
    const args = argumentsOf()
    const { status, stderr } = spawnSync(path, args, { cwd: root, encoding: 'utf8' })
    if (status !== 0 || stderr.trim() !== '') return `${program} ${args.join(' ')}: ${stderr}`
    say(`${program} ${args.join(' ')}: in order`)
  }
  return undefined
}

/** A tag may be moved between the day that it was tried and the day that it is run. */
function checkImages() {
  const byTag = unpinned(root)
  if (byTag.length === 0) return undefined
  const what = `named by tag, which can be moved: ${byTag.join(', ')}. node scripts/pin-images.mjs writes their digests.`
  if (process.argv.includes('--release')) return what
  say(what)
  return undefined
}

chmodSync(place, 0o755)
const wrong = await Promise.resolve(checkImages())
  .then((found) => found ?? checkImage())
  .then((found) => found ?? checkManifests())
  .catch((error) => error.message)
  .finally(() => {
    for (const child of started) if (child.exitCode === null) child.kill('SIGKILL')
    rmSync(place, { recursive: true, force: true })
  })
if (wrong !== undefined) fail(`deploy: ${wrong}`)
process.stdout.write('deploy/ is in order\n')
