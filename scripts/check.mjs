// `npm run check`: everything but the tests: build, structure, lock file, types, lint, packages, other Node lines. With
// `--tests` those of `npm test` too, whose output is shown as it comes. Steps that do not need each other run side by side; each
// one's output is shown whole when it ends. After the first that fails no other is started.

import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, say } from './lib/steps.mjs'
import { summaryOf } from './lib/test-report.mjs'

const npm = (...scripts) => ['npm', 'run', '--silent', ...scripts]

/** Twice the cores of a small machine: steps wait for servers, installations and processes half of their time. */
const LANES = 4
const hasTests = process.argv.includes('--tests')

/**
 * Steps in their order: one that measures alone as soon as it can, then the longest, so that the cores are busy to the end.
 * `lanes` of a step are those that it takes itself, 1 where none are named.
 */
const steps = [
  { name: 'build', command: npm('build') },
  { name: 'lint', command: npm('lint') },
  { name: 'tidy', command: npm('tidy') },
  { name: 'audit:lock', command: npm('audit:lock') },
  { name: 'bench', command: npm('bench'), after: 'build', lanes: LANES },
  ...(hasTests ? [{ name: 'test', command: npm('test'), after: 'bench', lanes: LANES - 1, isShown: true }] : []),
  { name: 'check:packages', command: npm('check:packages'), after: 'bench' },
  { name: 'test:nodes 22', command: npm('test:nodes', '22'), after: 'bench' },
  { name: 'test:nodes 24', command: npm('test:nodes', '24'), after: 'bench' },
  { name: 'typecheck', command: npm('typecheck'), after: 'bench' },
]

/** Runs a step with its output held back, unless it is shown; resolves to what became of it. */
function runStep({ name, command: [program, ...args], isShown }) {
  const begun = performance.now()
  const shown = isShown ? 'inherit' : 'pipe'
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', shown, shown] })
  const output = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk))
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
const lanesOf = ({ lanes = 1 }) => lanes

function startReady() {
  for (;;) {
    const taken = [...running.values()].reduce((sum, { step }) => sum + lanesOf(step), 0)
    const at = waiting.findIndex(
      (step) =>
        (step.after === undefined || done.some(({ name }) => name === step.after)) && taken + lanesOf(step) <= LANES,
    )
    if (at === -1) return
    const [step] = waiting.splice(at, 1)
    running.set(step.name, { step, ended: runStep(step) })
  }
}

// After a failure nothing more is started; what runs is waited for.
for (startReady(); running.size > 0; startReady()) {
  const ended = await Promise.race([...running.values()].map((one) => one.ended))
  running.delete(ended.name)
  done.push(ended)
  say(`${ended.name} (${ended.seconds.toFixed(0)} s)`)
  process.stdout.write(ended.output)
  if (ended.status !== 0) waiting.length = 0
}
const failed = done.filter(({ status }) => status !== 0)
process.stdout.write(`\nSteps: ${done.map(({ name, seconds }) => `${name} ${seconds.toFixed(0)} s`).join(', ')}\n`)
const report = join(root, 'tests/artifacts/report.json')
if (done.some(({ name }) => name === 'test') && existsSync(report))
  process.stdout.write(`\n${summaryOf(JSON.parse(readFileSync(report, 'utf8'))).lines.at(-1)}\n`)
if (failed.length > 0) fail(`${failed.map(({ name }) => name).join(' and ')} failed: see the output above.`)
