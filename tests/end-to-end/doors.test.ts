/** The same account by every door at once: each reader is killed and started again, and all logs are the same bytes. */

import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DurableEnvelope, maskEnvelope } from '@spotdeck/api'
import { type RunningGateway, openGateway } from '@spotdeck/gateway'
import { openAccess } from '@spotdeck/desk/access'
import { nodeWorld } from '@spotdeck/mexc/node'
import { type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findings } from './support/accessible.ts'
import { chromiumPath, openBrowser } from './support/browser.ts'
import { temporaryFolder } from './support/command.ts'
import { type RedisServer, freePort, hasRedis, python, redisCli, startRedis } from './support/redis-server.ts'
import { PATIENCE_MS, until } from './support/until.ts'

const readers = fileURLToPath(new URL('../../examples/readers/', import.meta.url))
const world = nodeWorld()
/** Number of earlier events that the subscribers begin with. */
const BEFORE = 150
const isComplete = hasRedis && python !== undefined && chromiumPath !== undefined

const folder = temporaryFolder()
const closing: (() => unknown)[] = []
let sandbox: RunningSandbox
let gateway: RunningGateway
let redis: RedisServer
let browser: Browser
let port: number
let token: string

async function openAgain(): Promise<void> {
  gateway = await openGateway(
    {
      accounts: [{ id: 'main', label: 'Demo', credentials: sandbox.demo, trading: true }],
      restUrl: sandbox.url,
      wsUrl: sandbox.wsUrl,
      dataDir: join(folder.path, 'data'),
      host: '127.0.0.1',
      port,
      sandbox: true,
      redis: [{ url: `redis://127.0.0.1:${redis.port}`, audience: 'owner' }],
    },
    world,
  )
}

beforeAll(async () => {
  if (!isComplete) return
  redis = await startRedis()
  port = await freePort()
  sandbox = await openSandbox(
    { port: 0, host: '127.0.0.1', seed: 4, bots: true, demo: true, panel: false, symbols: ['MXUSDT', 'BTCUSDT'] },
    world,
  )
  await openAgain()
  const access = openAccess(join(folder.path, 'data'), world)
  token = access.createToken({ audience: 'owner', accounts: 'all' }).secret
  access.close()
  browser = await openBrowser()
})

afterAll(async () => {
  for (const close of closing.splice(0)) close()
  if (isComplete) {
    await browser.close()
    await gateway.close()
    await sandbox.close()
    await redis.close()
  }
  folder.remove()
})

async function trade(): Promise<void> {
  const price = sandbox.exchange.book('MXUSDT', 1).asks[0]?.price ?? '3'
  await gateway.desk.account('main')?.trading?.place({
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    price,
    quantity: '3',
    clientOrderId: `door-${Date.now()}`,
  })
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A reader as its own process. Its log is all it keeps. */
class Program {
  readonly log: string
  said = ''
  ended: Promise<number | null> = Promise.resolve(null)
  #running: ChildProcess | undefined
  readonly #command: readonly string[]
  readonly #since: string | undefined

  constructor(name: string, since: string | undefined, ...command: readonly string[]) {
    this.log = join(folder.path, `${name}.log`)
    this.#command = command
    this.#since = since
    closing.push(() => this.kill())
  }

  start(environment: NodeJS.ProcessEnv = {}): void {
    const [program = '', ...args] = this.#command
    const own = {
      SPOTDECK_URL: gateway.url,
      SPOTDECK_TOKEN: token,
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      REDIS_PORT: String(redis.port),
    }
    const running = spawn(program, [...args, this.log, ...(this.#since === undefined ? [] : [this.#since])], {
      env: { ...process.env, ...own, ...environment },
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    running.stderr.on('data', (text: Buffer) => (this.said += String(text)))
    this.ended = new Promise((resolve) => running.on('close', resolve))
    this.#running = running
  }

  /** The whole group: a script's children are the reader too. */
  kill(): void {
    const { pid, exitCode } = this.#running ?? {}
    const isAlive = exitCode === null
    this.#running = undefined
    if (pid !== undefined && isAlive) process.kill(-pid, 'SIGKILL')
  }

  lines(): string[] {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').split('\n').slice(0, -1) : []
  }
}

/** A page with nothing on it but what a person pastes into its console. */
async function openFollower(context: Awaited<ReturnType<Browser['newContext']>>, lines: string[]): Promise<Page> {
  const page = await context.newPage()
  // In batches: each is a call between processes.
  await page.exposeFunction(
    'take',
    (envelopes: unknown[]) => void lines.push(...envelopes.map((one) => JSON.stringify(one))),
  )
  // Of the gateway's origin, and empty: what its own pages draw is not followed here.
  const blank = `${gateway.url}/blank`
  await page.route(blank, (route) => route.fulfill({ contentType: 'text/html', body: '' }))
  await page.goto(blank)
  return page
}

async function follow(page: Page, since: string): Promise<void> {
  const source = readFileSync(join(readers, 'browser.js'), 'utf8')
  const gather = 'const taken = []; setInterval(() => taken.length > 0 && window.take(taken.splice(0)), 50)'
  await page.evaluate(
    `${source}; ${gather}; window.stop = follow('main', (envelope) => taken.push(envelope), '${since}')`,
  )
}

const positionOf = (line: string | undefined, start: string): string => {
  if (line === undefined) return start
  const { epoch, seq } = JSON.parse(line) as DurableEnvelope
  return `${epoch}:${seq}`
}

async function ledger(epoch: string, from: number, to: number): Promise<string[]> {
  const lines: string[] = []
  for (let seq = from; seq < to;) {
    const page = await gateway.desk.account('main')?.eventsAfter({ epoch, seq }, Math.min(1_000, to - seq))
    if (page === undefined || page.kind === 'gone') throw new Error('The ledger has no such position.')
    for (const event of page.events)
      lines.push(JSON.stringify(maskEnvelope(event, { audience: 'owner', maskId: (id) => id })))
    seq = page.events.at(-1)?.seq ?? to
  }
  return lines
}

describe.skipIf(!isComplete)('every transport, compared', () => {
  it('gives curl, Python, Node, redis-cli and a browser the same log over disconnects and a restart', async () => {
    await until(() => gateway.desk.accounts()[0]?.status.state === 'live', 'the account is live')
    const { epoch, seq: head } = gateway.desk.account('main')?.head() ?? { epoch: '', seq: 0 }
    const from = Math.max(0, head - BEFORE)
    const start = `${epoch}:${from}`
    const programs = [
      new Program('sse-curl', start, join(readers, 'sse.sh')),
      new Program('sse-python', start, python ?? '', join(readers, 'sse.py')),
      new Program('websocket-node', start, process.execPath, join(readers, 'websocket.mjs')),
      new Program('redis-node', start, process.execPath, join(readers, 'redis.mjs')),
      new Program('redis-python', start, python ?? '', join(readers, 'redis_reader.py')),
      new Program('redis-cli', start, join(readers, 'redis-cli.sh')),
      new Program('subscribe-node', start, process.execPath, join(readers, 'redis-subscribe.mjs')),
      new Program('subscribe-python', start, python ?? '', join(readers, 'redis_subscribe.py')),
    ]
    for (const program of programs) program.start()
    const context = await browser.newContext()
    const code = new URL(await gateway.loginLink()).hash.slice('#login='.length)
    await context.request.post(`${gateway.url}/api/v1/session`, { data: { code } })
    const seen: string[] = []
    let page = await openFollower(context, seen)
    await follow(page, start)

    const someEvents = async (): Promise<void> => {
      for (let n = 0; n < 6; n++) await trade().then(() => pause(80))
    }
    await someEvents()
    await until(() => programs.every((program) => program.lines().length > 0) && seen.length > 0, 'all have begun')
    for (const [index, program] of programs.entries()) {
      program.kill()
      if (index % 2 === 0) await trade()
      program.start()
    }
    await page.close()
    await someEvents()
    page = await openFollower(context, seen)
    await follow(page, positionOf(seen.at(-1), start))
    redisCli(redis.port, 'FLUSHALL')
    for (const program of programs.slice(0, 3)) program.kill()
    await gateway.close()
    await pause(200)
    await openAgain()
    for (const program of programs.slice(0, 3)) program.start()
    await until(() => gateway.desk.accounts()[0]?.status.state === 'live', 'the account is live again')
    await someEvents()

    const { seq: to = 0 } = gateway.desk.account('main')?.head() ?? {}
    const upTo = (lines: readonly string[]): string[] =>
      lines.filter((line) => (JSON.parse(line) as DurableEnvelope).seq <= to)
    const truth = await ledger(epoch, from, to)
    expect(truth.length).toBe(to - from)
    for (const { log, lines, said } of programs.map((program) => ({
      log: program.log,
      said: () => program.said,
      lines: () => upTo(program.lines()),
    }))) {
      await until(
        () => lines().length >= truth.length,
        () => `${log} has ${lines().length} of ${truth.length}: ${said()}`,
      )
      expect({ log, lines: lines() }).toEqual({ log, lines: truth })
    }
    await until(
      () => upTo(seen).length >= truth.length,
      () => `the browser has ${seen.length} of ${truth.length}`,
    )
    expect(upTo(seen)).toEqual(truth)
  })
})

describe.skipIf(!isComplete)('a consumer started by the command in its first line', () => {
  type Line = readonly [string, ...string[]]
  const http: readonly Line[] = [
    ['sse.sh', join(readers, 'sse.sh')],
    ['sse.py', python ?? '', join(readers, 'sse.py')],
    ['websocket.mjs', process.execPath, join(readers, 'websocket.mjs')],
  ]
  const redisOnes: readonly Line[] = [
    ['redis.mjs', process.execPath, join(readers, 'redis.mjs')],
    ['redis_reader.py', python ?? '', join(readers, 'redis_reader.py')],
    ['redis-cli.sh', join(readers, 'redis-cli.sh')],
    ['redis-subscribe.mjs', process.execPath, join(readers, 'redis-subscribe.mjs')],
    ['redis_subscribe.py', python ?? '', join(readers, 'redis_subscribe.py')],
  ]

  it('follows from an empty log without a position', async () => {
    const programs = [...http, ...redisOnes].map(
      ([name, ...command]) => new Program(`empty-${name}`, undefined, ...command),
    )
    for (const program of programs) program.start()
    for (let n = 0; n < 3; n++) {
      const before = programs.map((program) => program.lines().length)
      await until(
        async () => {
          await trade()
          await pause(300)
          return programs.every((program, index) => program.lines().length > (before[index] ?? 0))
        },
        () => programs.map((program) => `${program.log} ${program.lines().length} ${program.said}`).join('; '),
      )
    }
    for (const program of programs) {
      program.kill()
      const told = program.lines().map((line) => JSON.parse(line) as DurableEnvelope)
      const [{ epoch, seq: first } = { epoch: '', seq: 0 }] = told
      expect(program.lines()).toEqual(await ledger(epoch, first - 1, told.at(-1)?.seq ?? 0))
    }
  })

  const oneLine = async (program: Program): Promise<string> => {
    const code = await Promise.race([program.ended, pause(PATIENCE_MS).then(() => 'still running')])
    program.kill()
    expect({ code, said: program.said }).toEqual({ code: 1, said: expect.stringMatching(/^.+\n$/) as string })
    return program.said
  }

  it.each(http)(
    '%s says in one line what to do about a token that is missing, wrong or for other eyes, and ends',
    async (name, ...command) => {
      const access = openAccess(join(folder.path, 'data'), world)
      const everybody = access.createToken({ audience: 'public', accounts: 'all' }).secret
      access.close()
      const begin = (what: string, since: string | undefined, environment: NodeJS.ProcessEnv): Promise<string> => {
        const program = new Program(`${what}-${name}`, since, ...command)
        program.start(environment)
        return oneLine(program)
      }
      const { epoch, seq } = gateway.desk.account('main')?.head() ?? { epoch: '', seq: 0 }
      const here = `${epoch}:${seq}`
      const [none, wrong, wrongLater, narrow, nobody] = await Promise.all([
        begin('none', undefined, { SPOTDECK_TOKEN: '' }),
        begin('wrong', undefined, { SPOTDECK_TOKEN: 'sdt_wrong' }),
        begin('wrong-later', here, { SPOTDECK_TOKEN: 'sdt_wrong' }),
        begin('narrow', undefined, { SPOTDECK_TOKEN: everybody }),
        begin('nobody', undefined, { SPOTDECK_ACCOUNT: 'nobody' }),
      ])
      for (const said of [none, wrong, wrongLater, narrow])
        expect(said).toContain('spotdeck token create --audience viewer')
      expect(wrong).not.toContain('sdt_wrong')
      expect(nobody).toContain('SPOTDECK_ACCOUNT')
    },
  )

  it('names the package it lacks', async () => {
    const alone = join(folder.path, 'alone')
    mkdirSync(alone)
    for (const file of ['websocket.mjs', 'redis.mjs', 'redis-subscribe.mjs', 'log.mjs'])
      copyFileSync(join(readers, file), join(alone, file))
    const programs = [
      ['npm install ws', process.execPath, join(alone, 'websocket.mjs')],
      ['npm install redis', process.execPath, join(alone, 'redis.mjs')],
      ['npm install redis', process.execPath, join(alone, 'redis-subscribe.mjs')],
      ['pip install redis', python ?? '', '-S', join(readers, 'redis_reader.py')],
      ['pip install redis', python ?? '', '-S', join(readers, 'redis_subscribe.py')],
    ] as const
    for (const [advice, ...command] of programs) {
      const program = new Program(`lacking-${advice}`, undefined, ...command)
      program.start()
      expect(await oneLine(program)).toContain(advice)
    }
  })
})

describe.skipIf(!isComplete)('the page of the API', () => {
  it('shows every call in a real browser, runs no script, and asks for nothing else', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const troubles: string[] = []
    const asked: string[] = []
    page.on('pageerror', (error) => troubles.push(error.message))
    page.on('console', (message) => void (message.type() === 'error' && troubles.push(message.text())))
    page.on('request', (request) => asked.push(request.url()))
    const address = `${gateway.url}/api/v1/docs`
    const answer = await page.goto(address)
    expect(answer?.headers()['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:;/,
    )
    await page.getByText('Fills, newest first.').waitFor({ timeout: PATIENCE_MS })
    await page.getByRole('heading', { name: 'GET /api/v1/redis' }).waitFor()
    expect(await page.locator('script').count()).toBe(0)
    // Its style is applied: without it the calls are not beside their list.
    expect(await page.evaluate('getComputedStyle(document.body).display')).toBe('grid')
    expect(await findings(page)).toEqual([])
    expect(troubles).toEqual([])
    expect(asked.filter((url) => url !== 'data:,')).toEqual([address])
    const streams = await context.request.get(`${gateway.url}/api/v1/asyncapi.json`)
    expect(await streams.json()).toMatchObject({ asyncapi: '3.0.0' })
    await context.close()
  })
})
