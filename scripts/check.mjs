// `npm run check`: everything but the tests of `npm test`: build, structure, lock file, types, lint, packages, other Node lines.
// Steps that do not need each other run side by side; each one's output is shown whole when it ends. After the first that fails no other is started.

import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fail, root, say } from './lib/steps.mjs'

const npm = (...scripts) => ['npm', 'run', '--silent', ...scripts]

/** The longest first, so that the cores are busy to the end. One that measures runs alone. */
const steps = [
  { name: 'build', command: npm('build') },
  { name: 'lint', command: npm('lint') },
  { name: 'test:nodes 22', command: npm('test:nodes', '22'), after: 'build' },
  { name: 'test:nodes 24', command: npm('test:nodes', '24'), after: 'build' },
  { name: 'check:packages', command: npm('check:packages'), after: 'build' },
  { name: 'typecheck', command: npm('typecheck'), after: 'build' },
  { name: 'tidy', command: npm('tidy') },
  { name: 'audit:lock', command: npm('audit:lock') },
  { name: 'bench', command: npm('bench'), after: 'build', isAlone: true },
]

/** Runs a step with its output held back; resolves to what became of it. */
function runStep({ name, command: [program, ...args] }) {
  const begun = performance.now()
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      const seconds = (performance.now() - begun) / 1_000
      resolve({ name, status: code ?? 1, seconds, output: Buffer.concat(output).toString('utf8') })
    })
  })
}

const waiting = [...steps]
const running = new Map()
const done = []
/** Twice the cores of a small machine: steps wait for servers, installations and processes half of their time. */
const lanes = Math.min(4, availableParallelism() * 2)

function startReady() {
  while (running.size < lanes) {
    const at = waiting.findIndex(({ after, isAlone }) => {
      const isReady = after === undefined || done.some(({ name }) => name === after)
      return isReady && (!isAlone || running.size === 0)
    })
    if (at === -1) return
    const [step] = waiting.splice(at, 1)
    running.set(step.name, runStep(step))
  }
}

// After a failure nothing more is started; what runs is waited for.
for (startReady(); running.size > 0; startReady()) {
  const ended = await Promise.race(running.values())
  running.delete(ended.name)
  done.push(ended)
  say(`${ended.name} (${ended.seconds.toFixed(0)} s)`)
  process.stdout.write(ended.output)
  if (ended.status !== 0) waiting.length = 0
}
const failed = done.filter(({ status }) => status !== 0)
process.stdout.write(`\nSteps: ${done.map(({ name, seconds }) => `${name} ${seconds.toFixed(0)} s`).join(', ')}\n`)
if (failed.length > 0) fail(`${failed.map(({ name }) => name).join(' and ')} failed: see the output above.`)
