// Every benchmark for a moment, so that none stops working unnoticed, and a few ratios of this run against half of what docs/evidence/bench.md says.
// What each file imports must be there; the short ones run, with `--all` the long ones as well, and a part of a name selects.
// npm run build && node bench/smoke.mjs [--all] [part of a name]

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const bench = fileURLToPath(new URL('.', import.meta.url))
const docs = readFileSync(new URL('../docs/evidence/bench.md', import.meta.url), 'utf8')
const isAll = process.argv.includes('--all')
const part = process.argv.slice(2).find((arg) => arg !== '--all') ?? ''
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-smoke-'))
const LIMIT_MS = 300_000

/** Arguments with which each benchmark is short. Those of `ratios` have a process of their own, the others share one. */
const SHORT = {
  ratios: {
    book: [],
    codec: [],
    'fan-out': ['100', '5', '1'],
    listener: ['publicAggreDeals,privateOrders'],
    step: [],
    matching: ['2000'],
    'rest-orders': ['0.4'],
    'stream-fan-out': ['20', '10'],
  },
  plain: {
    answer: [],
    commits: ['2', '5'],
    equity: ['100000', '1'],
    'equity-ranges': ['0.1'],
    'fuzz-codec': ['10000'],
    ingest: ['200', '0.5', '400'],
    'market-day': ['0.05'],
    plans: ['1', '50', '200'],
    sums: [join(folder, 'sums'), '1000'],
  },
}
/** The same of those that start whole products or a process for each measurement, each some seconds of processor time. */
const PRODUCTS = {
  pnl: ['1000'],
  size: [],
  accounts: ['2', '0.02', '0.1'],
  imports: ['--only', 'nothing'],
  large: ['1000'],
  loop: [join(folder, 'loop'), '--deals', '200', '--only', 'nothing,orders'],
  'slow-readers': ['10', '5', '1'],
  soak: ['0.05', '5', '20', '--deals', '200'],
  strangers: ['10', '5', 'here'],
}
/** Of those that need Redis, PostgreSQL or Chromium. */
const SERVICES = {
  redis: ['500', '1'],
  bus: ['1', '1', '20'],
  edges: ['10', '1', '5', '50'],
  postgres: ['10', '2', '1'],
  opening: ['en', '/'],
  page: ['1', '200', 'frames'],
  screens: [join(folder, 'screens'), 'overview'],
}
/** Needs a ledger or a tool of its own, or does what a test of `npm test` does: tests/witnesses/mexc-cases, packages/sandbox/src/fuzz. */
const BY_HAND = ['archive', 'lighthouse', 'smoke', 'mexc-cases', 'fuzz-sandbox']
const LONG = { ...PRODUCTS, ...SERVICES }

/**
 * Ratios of one run that docs/evidence/bench.md tells: the command, the line of its output, where in it the ratio stands, and the row of its
 * table in the page.
 */
const RATIOS = [
  { of: 'codec', line: /^spotdeck .* ([\d.]+)$/m, row: 'Spotdeck' },
  { of: 'listener', line: /^publicAggreDeals +\S+ +\S+ +([\d.]+)/m, row: 'prints' },
  { of: 'listener', line: /^privateOrders +\S+ +\S+ +([\d.]+)/m, row: 'orders' },
  { of: 'step', line: /^machine step .* ([\d.]+)$/m, row: 'machine step' },
  { of: 'book', line: /^100 .* ([\d.]+)$/m, row: '100' },
  { of: 'book', line: /^1000 .* ([\d.]+)$/m, row: '1,000' },
  {
    of: 'fan-out',
    line: /'spotdeck websocket'[^\n]*?'([\d.]+)x'/,
    row: 'Spotdeck, WebSocket, 100 subscribers, five ticks',
  },
]

/** Names that a file takes from modules which do not have them. */
async function missingImports(file) {
  const missing = []
  const source = readFileSync(join(bench, file), 'utf8')
  for (const [, names, from] of source.matchAll(/^import \{([^}]*)\} from '(@spotdeck\/[^']+|\.[^']+)'/gm)) {
    const url = from.startsWith('.') ? new URL(from, pathToFileURL(join(bench, file))).href : import.meta.resolve(from)
    const module = await import(url).catch((error) => ({ failed: error.message }))
    const wanted = names.split(',').map((name) => name.split(' as ')[0].trim())
    if (module.failed !== undefined) missing.push(`${file}: ${module.failed}`)
    else
      missing.push(
        ...wanted.filter((name) => name !== '' && !(name in module)).map((name) => `${file}: no ${name} in ${from}`),
      )
  }
  return missing
}

/** Runs a program of this folder briefly; resolves to its exit code and output. */
function run(program, args) {
  const env = { ...process.env, SPOTDECK_BENCH_BRIEF: folder, TMPDIR: folder }
  const child = spawn(process.execPath, ['--expose-gc', join(bench, program), ...args], { env, timeout: LIMIT_MS })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })))
}

/** Measurements of a ratio before it counts as too low: other work on the machine may stop either side for a moment. */
const TRIES = 3

/** Runs a benchmark in a process of its own; what was wrong in each of its tries. */
async function alone(name, args) {
  let troubles = []
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { code, output } = await run(`${name}.mjs`, args)
    console.log(`${name}: ${code === 0 ? 'runs' : `ended with ${code}`}`)
    if (code !== 0) return [`${name} ended with ${code}:\n${output.slice(-2_000)}`]
    troubles = ratioTroubles(name, output)
    if (troubles.length === 0) break
  }
  return troubles
}

/** Runs benchmarks in one process; the first that did not end is what was wrong. */
async function together(wanted) {
  const { code, output } = await run('lib/together.mjs', [JSON.stringify(wanted)])
  const ended = [...output.matchAll(/^ended: (.+)$/gm)].map(([, name]) => name)
  for (const name of ended) console.log(`${name}: runs`)
  const open = Object.keys(wanted).find((name) => !ended.includes(name))
  return code === 0 && open === undefined ? [] : [`${open} ended with ${code}:\n${output.slice(-2_000)}`]
}

/** Half of the least figure in the row of a table in docs/evidence/bench.md. */
function floorOf(row) {
  const found = new RegExp(`^\\| +${row} +\\| +([\\d.]+)`, 'm').exec(docs)
  if (found === null) throw new Error(`docs/evidence/bench.md has no row ${row}.`)
  return Number(found[1]) / 2
}

function ratioTroubles(name, output) {
  return RATIOS.filter(({ of }) => of === name).flatMap(({ line, row }) => {
    const [ratio, floor] = [Number(line.exec(output)?.[1] ?? Number.NaN), floorOf(row)]
    console.log(`  ${row}: ${ratio} times, at least ${floor}`)
    return ratio >= floor
      ? []
      : [`${name}: ${row} is ${ratio}, less than half of what docs/evidence/bench.md says (${floor * 2})`]
  })
}

const files = ['', 'lib/'].flatMap((under) =>
  readdirSync(join(bench, under)).flatMap((name) => (name.endsWith('.mjs') ? [under + name] : [])),
)
const troubles = []
for (const file of files) {
  const name = file.slice(0, -4)
  if (
    !file.startsWith('lib/') &&
    ![SHORT.ratios, SHORT.plain, LONG].some((table) => name in table) &&
    !BY_HAND.includes(name)
  )
    troubles.push(`${file}: bench/smoke.mjs does not say how it is run briefly`)
  troubles.push(...(await missingImports(file)))
}
const selected = (table) => Object.fromEntries(Object.entries(table).filter(([name]) => name.includes(part)))
for (const [name, args] of Object.entries(selected(isAll ? { ...SHORT.ratios, ...LONG } : SHORT.ratios)))
  troubles.push(...(await alone(name, args)))
troubles.push(...(await together(selected(SHORT.plain))))
rmSync(folder, { recursive: true, force: true })
for (const trouble of troubles) console.error(trouble)
process.exit(troubles.length > 0 ? 1 : 0)
