import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram } from '../testing/bundle.ts'
import { Database } from './database.ts'
import { moveLease, postgresLeases } from './leases.ts'
import { openPostgresStore, readPostgresStore } from './postgres.ts'
import { ledgerSight } from './sight.ts'
import { PostgresServer, hasPostgres } from './testing/postgres-server.ts'

let server: PostgresServer
let database: Database
const program = join(realpathSync(mkdtempSync(join(tmpdir(), 'spotdeck-lease-'))), 'writing-process.mjs')
const running: Writing[] = []

beforeAll(async () => {
  if (!hasPostgres) return
  server = await PostgresServer.start()
  database = await Database.open({ url: server.url })
  await bundleProgram(fileURLToPath(new URL('./testing/writing-process.ts', import.meta.url)), program)
})
afterAll(async () => {
  for (const { child } of running) child.kill('SIGKILL')
  if (!hasPostgres) return
  await database.close()
  await server.close()
})

/** A process that writes while it holds the lease, and its lines. */
class Writing {
  readonly child: ChildProcess
  readonly lines: string[] = []
  #heard: () => void = () => undefined

  constructor(account: string, holder: string) {
    this.child = spawn(process.execPath, [program, server.url, account, holder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.lines.push(...String(chunk).trim().split('\n'))
      this.#heard()
    })
    running.push(this)
  }

  /** Resolves with the first line that begins so. */
  async line(begin: string): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => line.startsWith(begin))
      if (found !== undefined) return found
      await new Promise<void>((resolve) => (this.#heard = resolve))
    }
  }
}

const tokenIn = (line: string): number => Number(line.split(' ')[1])

/** Fencing token of the writer of each event, in order. */
async function tokensOf(account: string): Promise<readonly number[]> {
  const store = await readPostgresStore(database, account)
  const proved = await store.verify()
  // The server may still be finishing the last commit of a process that was killed.
  const events = await store.eventsAfter(0, 1_000_000)
  expect(proved.ok && proved.events <= events.length).toBe(true)
  return events.flatMap((event) =>
    event.type === 'order.updated' ? [Number(event.order.clientOrderId?.slice('token-'.length))] : [],
  )
}

const ascending = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b)

describe.skipIf(!hasPostgres)('leases in PostgreSQL', () => {
  it('are granted to one holder, renewed by its token alone, and released to the next', async () => {
    const [one, two] = ['one', 'two'].map((holder) => postgresLeases(database, { account: 'plain', holder }))
    const first = (await one?.acquire(60_000)) ?? 0
    expect(await two?.acquire(60_000)).toBeUndefined()
    expect(await one?.renew(first, 60_000)).toBe(true)
    expect(await two?.renew(first, 0)).toBe(true)
    expect(await one?.renew(first, 60_000)).toBe(false)
    const second = (await two?.acquire(60_000)) ?? 0
    expect(second).toBeGreaterThan(first)
    await one?.release(first)
    expect(await one?.acquire(60_000)).toBeUndefined()
    // An answer that was lost: the same process asks again.
    const third = (await two?.acquire(60_000)) ?? 0
    expect(third).toBeGreaterThan(second)
    await two?.release(third)
    expect(await one?.acquire(60_000)).toBeGreaterThan(third)
  })

  it('never grant a token again that a restored server has forgotten', async () => {
    const [one, two] = ['one', 'two'].map((holder) => postgresLeases(database, { account: 'restored', holder }))
    const before = (await one?.acquire(60_000)) ?? 0
    await one?.release(before)
    const forgotten = (await one?.acquire(60_000)) ?? 0
    await database.all("UPDATE leases SET token = $2, expires = '-infinity' WHERE account = $1", 'restored', before)
    expect(await two?.acquire(60_000)).not.toBe(forgotten)
    expect(await one?.renew(forgotten, 60_000)).toBe(false)
    await expect(database.all("SELECT fence('restored', $1)", forgotten)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  })

  it('end at once when the account is moved, and go to the process of that name alone, for a while', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) =>
      postgresLeases(database, { account: 'moved', holder: `${name} 1`, name }),
    )
    expect(await moveLease(database, 'nobody', 'two')).toBe(false)
    const first = (await one?.acquire(60_000)) ?? 0
    expect(await moveLease(database, 'moved', 'two')).toBe(true)
    expect(await one?.renew(first, 60_000)).toBe(false)
    await expect(database.all("SELECT fence('moved', $1)", first)).rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect([await one?.acquire(60_000), await three?.acquire(60_000)]).toEqual([undefined, undefined])
    const second = (await two?.acquire(60_000)) ?? 0
    expect(second).toBeGreaterThan(first)
    await two?.release(second)
    // The move is over with that grant.
    expect(await one?.acquire(60_000)).toBeGreaterThan(second)
    // A process that never comes is not waited for.
    await moveLease(database, 'moved', 'away')
    expect(await three?.acquire(60_000)).toBeUndefined()
    await database.all("UPDATE leases SET wanted_until = clock_timestamp() WHERE account = 'moved'")
    expect(await three?.acquire(60_000)).toBeGreaterThan(second)
  })

  it('count for readers only while the holder says that it follows', async () => {
    const account = 'seen'
    let isFollowing = false
    const one = postgresLeases(database, { account, holder: 'one', follows: () => isFollowing })
    const leaseMs = async () => (await ledgerSight(database, account))?.leaseMs
    const first = (await one.acquire(60_000)) ?? 0
    const identity = { account, host: 'api.mexc.com', user: '1' }
    await openPostgresStore({ database, identity, newEpoch: 'abcdef0123456789', token: first })
    await one.renew(first, 60_000)
    expect(await leaseMs()).toBe(0)
    isFollowing = true
    await one.renew(first, 60_000)
    expect(await leaseMs()).toBeGreaterThan(50_000)
    isFollowing = false
    await one.renew(first, 60_000)
    expect(await leaseMs()).toBe(0)
    isFollowing = true
    await one.renew(first, 60_000)
    // The next lease begins with a ledger that is not open.
    const second = (await one.acquire(60_000)) ?? 0
    expect(await leaseMs()).toBe(0)
    // A copy is made under a lease, too, by which nobody follows.
    await one.release(second)
    const copying = postgresLeases(database, { account, holder: 'migrate' })
    await copying.renew((await copying.acquire(60_000)) ?? 0, 60_000)
    expect(await leaseMs()).toBe(0)
    // A build that does not know the column: its leases count as before.
    await database.all("UPDATE leases SET holder = 'older', token = token + 1 WHERE account = $1", account)
    expect(await leaseMs()).toBeGreaterThan(50_000)
  })

  it('are renewed during a long write, and taken over after it', async () => {
    const [one, two] = ['one', 'two'].map((holder) => postgresLeases(database, { account: 'writing', holder }))
    const soon = await Database.open({ url: server.url, statementMs: 300 })
    const hasty = postgresLeases(soon, { account: 'writing', holder: 'two' })
    const token = (await one?.acquire(60_000)) ?? 0
    await database.alone(async (writer) => {
      await writer.all('BEGIN')
      await writer.all("SELECT fence('writing', $1)", token)
      expect(await postgresLeases(soon, { account: 'writing', holder: 'one' }).renew(token, 0)).toBe(true)
      await expect(hasty.acquire(60_000)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
      await writer.all('COMMIT')
    })
    expect(await two?.acquire(60_000)).toBeGreaterThan(token)
    await soon.close()
  })

  it.concurrent('pass to another process after a kill, which writes on where the first ended', async () => {
    const first = new Writing('killed', 'first')
    const token = tokenIn(await first.line('wrote'))
    const second = new Writing('killed', 'second')
    await second.line('started')
    first.child.kill('SIGKILL')
    expect(tokenIn(await second.line('held'))).toBeGreaterThan(token)
    second.child.kill('SIGKILL')
    const tokens = await tokensOf('killed')
    expect(tokens).toEqual(ascending(tokens))
  })

  it.concurrent('are over for a process that was stopped: it wakes, is refused, and has written nothing', async () => {
    const stopped = new Writing('stopped', 'stopped')
    const old = tokenIn(await stopped.line('wrote'))
    stopped.child.kill('SIGSTOP')
    const other = new Writing('stopped', 'other')
    const token = tokenIn(await other.line('wrote'))
    stopped.child.kill('SIGCONT')
    expect(await stopped.line('ended')).toBe(`ended ${old} LEASE_LOST`)
    other.child.kill('SIGKILL')
    stopped.child.kill('SIGKILL')
    const tokens = await tokensOf('stopped')
    expect(tokens).toEqual(ascending(tokens))
    expect(new Set(tokens)).toContain(old)
    expect(Math.max(...tokens)).toBeLessThanOrEqual(token)
  })
})
