import type { Log } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SharedBus } from '../bus/shared-bus.ts'
import { parseRedisAddress } from '@spotdeck/edge/config'
import { SecretMac } from '../secret-mac.ts'
import { BEATS, busStream } from './bus-script.ts'
import { openRedisBus } from './redis-bus.ts'
import { RedisGroup, RedisServer, hasRedis, startCluster } from '@spotdeck/edge/testing'
import { BusLedger, LedgerReader } from '../testing/bus-ledger.ts'

const SECRET = 'the secret of the gateways, not-for-the-log'
const said: string[] = []
const open: { close(): void | Promise<void> }[] = []
const say = (fields: object, message: string): void => void said.push(JSON.stringify(fields) + message)
const log: Log = { debug: say, info: say, warn: say, error: say }

afterEach(async () => {
  for (const part of open.splice(0)) await part.close()
  expect(said.splice(0).join()).not.toContain('not-for-the-log')
})

function bus(url: string, secret = SECRET): SharedBus {
  const parsed = parseRedisAddress(url)
  if ('trouble' in parsed) throw new Error(parsed.trouble)
  const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log }
  const opened = openRedisBus({ address: parsed.address, secret, world })
  open.unshift(opened)
  return opened
}

async function until(condition: () => boolean | Promise<boolean>, limitMs = 90_000): Promise<void> {
  const end = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('The condition did not hold in time.')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** A ledger, the gateway that writes it, and one that reads, once the bus is heard there. */
async function running(url: string, ledger = new BusLedger()) {
  const writing = bus(url)
  writing.follow(ledger.account, () => ({ epoch: ledger.epoch, n: ledger.entries.length }))
  const reader = new LedgerReader(ledger, bus(url))
  await until(() => reader.feed.isHeard)
  return { ledger, writing, reader }
}

describe.skipIf(!hasRedis)('the bus on a real redis-server', () => {
  let redis: RedisServer
  beforeEach(async () => {
    redis = await RedisServer.start()
    open.push(redis)
  })

  it('brings each event once and in order, to all readers, without the store', async () => {
    const { ledger, writing, reader } = await running(redis.url)
    const other = new LedgerReader(ledger, bus(redis.url))
    await until(() => other.feed.isHeard)
    for (let n = 0; n < 20; n++) ledger.commit(1 + (n % 7) * 100, writing)
    await until(() => reader.isWhole && other.isWhole)
    expect([reader.fromStore, other.fromStore]).toEqual([0, 0])
  })

  it('reads many accounts over one connection', async () => {
    const [writing, reading] = [bus(redis.url), bus(redis.url)]
    const ledgers = Array.from({ length: 20 }, (_, n) => new BusLedger(`a${n}`))
    for (const { account, epoch } of ledgers) writing.follow(account, () => ({ epoch, n: 0 }))
    const readers = ledgers.map((ledger) => new LedgerReader(ledger, reading))
    await until(() => readers.every(({ feed }) => feed.isHeard))
    const clients = String(await redis.run('CLIENT', 'LIST'))
      .split('\n')
      .filter((line) => line.includes('name=spotdeck'))
    expect(clients).toHaveLength(2)
    for (const ledger of ledgers) ledger.commit(5, writing)
    await until(() => readers.every(({ isWhole }) => isWhole))
    expect(readers.map(({ fromStore }) => fromStore)).toEqual(ledgers.map(() => 0))
  })

  it('goes on after Redis was away and came back empty; what was lost comes from the store', async () => {
    const { ledger, writing, reader } = await running(redis.url)
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    await redis.kill()
    await until(() => !reader.feed.isHeard)
    ledger.commit(10, writing)
    reader.read()
    expect(reader.isWhole).toBe(true)
    await redis.launch()
    await until(() => reader.feed.isHeard)
    const before = reader.fromBus
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    expect(reader.fromBus).toBe(before + 10)
    expect(said.join()).toContain('bus unreachable')
  })

  it('goes on after a flush, and after an older state was put back, and tells of it', async () => {
    const { ledger, writing, reader } = await running(redis.url)
    const stream = busStream('main', 'e')
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    await redis.run('COPY', stream, 'older')
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    await redis.run('RENAME', 'older', stream)
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    expect(said.join()).toContain('{"account":"main","found":10,"expected":20}bus lost events')
    await redis.run('FLUSHALL')
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    expect([reader.fromBus, reader.fromStore]).toEqual([40, 0])
    // One that begins now finds the beginning of the ledger nowhere but in the store.
    const late = new LedgerReader(ledger, bus(redis.url))
    await until(() => late.feed.isHeard)
    ledger.commit(10, writing)
    await until(() => late.isWhole)
    expect([late.fromStore, late.fromBus]).toEqual([40, 10])
  })

  it('finds what a flush took before it was read with the next beat', async () => {
    const { ledger, writing, reader } = await running(redis.url)
    const made = ledger.commit(10, undefined)
    writing.publish('main', 'e', made.slice(5))
    await until(() => reader.isWhole)
    expect(reader.fromStore).toBe(10)
  })

  it('believes no gateway that slept, nor what it wrote of a history that is gone', async () => {
    const ledger = new BusLedger()
    const old = ledger.commit(10, undefined)
    const { writing, reader } = await running(redis.url, ledger)
    const slept = bus(redis.url)
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    // It wakes and gives what it had committed before it slept.
    slept.publish('main', 'e', old)
    // And what it would have been next, had another gateway not written it.
    const gone = new BusLedger('main', { salt: 'gone' })
    slept.publish('main', 'e', gone.commit(21, undefined).slice(20))
    await until(async () => Number(await redis.run('XLEN', busStream('main', 'e'))) === 11)
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    expect(reader.given).toHaveLength(30)
    ledger.commit(1, writing)
    await until(() => reader.isWhole)
  })

  it('begins a stream anew that holds another history, as after the database was put back', async () => {
    const gone = new BusLedger('main', { salt: 'gone' })
    bus(redis.url).publish('main', 'e', gone.commit(10, undefined))
    const stream = busStream('main', 'e')
    await until(async () => Number(await redis.run('XLEN', stream)) === 10)
    const ledger = new BusLedger()
    ledger.commit(4, undefined)
    const { writing, reader } = await running(redis.url, ledger)
    ledger.commit(1, writing)
    await until(() => reader.isWhole)
    expect(await redis.run('XLEN', stream)).toBe(1)
    for (let n = 0; n < 3; n++) ledger.commit(5, writing)
    await until(() => reader.isWhole)
  })

  it('goes on while Redis refuses to write, and brings events again when it takes them', async () => {
    const { ledger, writing, reader } = await running(redis.url)
    await redis.run('CONFIG', 'SET', 'maxmemory', '1')
    ledger.commit(5, writing)
    await until(() => said.join().includes('bus refused'))
    await until(() => reader.feed.silentSince !== undefined)
    reader.read()
    expect(reader.isWhole).toBe(true)
    await redis.run('CONFIG', 'SET', 'maxmemory', '0')
    await until(() => reader.feed.isHeard)
    ledger.commit(5, writing)
    await until(() => reader.isWhole)
  })

  it('believes no entry of an attacker who writes Redis and reads the database, but lacks the secret', async () => {
    const { ledger, writing, reader } = await running(redis.url)
    ledger.commit(3, writing)
    await until(() => reader.isWhole)
    const stream = busStream('main', 'e')
    // What the ledger could have next, with the code of the entry before, of another secret, and of none.
    const [made] = new BusLedger('main', { entries: ledger.entries, salt: 'made up' }).commit(1, undefined)
    const { hash = '', body = '' } = made ?? {}
    const [[, before] = []] = (await redis.run('XREVRANGE', stream, '+', '-', 'COUNT', '1')) as [string, string[]][]
    const beats = JSON.stringify({ by: 'me', at: Date.now(), beats: [{ account: 'main', epoch: 'e', n: 4, hash }] })
    for (const mac of [before?.[1] ?? '', new SecretMac('a guess', 'bus').of(stream, 4, hash), '']) {
      await redis.run('XADD', stream, '4-0', 'mac', mac, 'hash', hash, 'event', body)
      await redis.run('XADD', BEATS, '*', 'mac', mac, 'beats', beats)
      await until(() => said.join().includes('bus entries refused'))
      await redis.run('XDEL', stream, '4-0')
      await redis.run('XSETID', stream, '3-0')
    }
    // The true event takes the place of the false one.
    await redis.run('XADD', stream, '4-0', 'hash', hash, 'event', body)
    ledger.commit(3, writing)
    await until(() => reader.isWhole)
    expect(reader.given).toHaveLength(6)
    expect(await redis.run('XLEN', stream)).toBe(3)
  })

  it('is heard again once an attacker is gone who wrote ids, sizes and types that nobody can go on from', async () => {
    const { ledger, writing, reader } = await running(redis.url)
    ledger.commit(3, writing)
    await until(() => reader.isWhole)
    const stream = busStream('main', 'e')
    const far = ['9007199254740991', '9007199254740993', '18446744073709551615'].map((n) => [
      ['XADD', stream, `${n}-0`, 'mac', 'x'],
    ])
    const attacks = [
      ...far,
      [['XADD', stream, '99-1', 'mac', 'x']],
      [['XADD', stream, '99-18446744073709551615', '__proto__', 'x']],
      [
        ['DEL', stream],
        ['SET', stream, 'no stream'],
      ],
      [
        ['DEL', BEATS],
        ['LPUSH', BEATS, 'no stream'],
      ],
    ]
    for (const commands of attacks) {
      for (const command of commands) await redis.run(...command)
      ledger.commit(2, writing)
      // By then the reader has seen it: beats come after what is in the streams, or not at all.
      await until(() => reader.isWhole || !reader.feed.isHeard)
      await redis.run('FLUSHALL')
      await until(() => reader.feed.isHeard, 20_000)
      const before = reader.fromBus
      ledger.commit(3, writing)
      await until(() => reader.isWhole, 20_000)
      ledger.commit(3, writing)
      await until(() => reader.isWhole, 20_000)
      expect([commands, reader.fromBus - before >= 3]).toEqual([commands, true])
    }
  })

  it('is silent where an attacker repeats the beats of a gateway that has ended', async () => {
    const { writing, reader } = await running(redis.url)
    const beats = (await redis.run('XRANGE', BEATS, '-', '+')) as [string, string[]][]
    expect(beats.length).toBeGreaterThan(0)
    writing.close()
    await until(async () => {
      for (const [, fields] of beats) await redis.run('XADD', BEATS, '*', ...fields)
      return reader.feed.silentSince !== undefined
    })
  })

  it('brings nothing between gateways with different secrets, and says so', async () => {
    const { ledger, reader } = await running(redis.url)
    ledger.commit(3, bus(redis.url, 'another secret'))
    await until(() => said.join().includes('bus entries refused'))
    expect(reader.fromBus).toBe(0)
  })

  it('gives no reader what is no entry and no beat', async () => {
    const { ledger, writing, reader } = await running(redis.url)
    const stream = busStream('main', 'e')
    await redis.run('XADD', stream, '1-0', 'what', 'this')
    for (const text of ['no JSON', '7', '[{"account":"main"},null]']) await redis.run('XADD', BEATS, '*', 'beats', text)
    ledger.commit(3, writing)
    await until(() => reader.isWhole)
    ledger.commit(3, writing)
    await until(() => reader.isWhole)
  })
})

describe.skipIf(!hasRedis)('the bus on several servers', () => {
  it('works on a Redis Cluster, whichever of its servers has the keys', async () => {
    const { servers, url } = await startCluster()
    open.push(...servers)
    const { ledger, writing, reader } = await running(url)
    const second = new BusLedger('second')
    writing.follow('second', () => ({ epoch: 'e', n: 0 }))
    const another = new LedgerReader(second, bus(url))
    await until(() => another.feed.isHeard)
    ledger.commit(10, writing)
    second.commit(10, writing)
    await until(() => reader.isWhole && another.isWhole)
    expect([reader.fromStore, another.fromStore]).toEqual([0, 0])
  })

  it('goes on with the new master of a group that Sentinels watch', async () => {
    const group = await RedisGroup.start()
    open.push(group)
    const { ledger, writing, reader } = await running(group.url)
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    await group.master.kill()
    ledger.commit(10, writing)
    await until(() => !reader.feed.isHeard)
    await until(() => reader.feed.isHeard)
    ledger.commit(10, writing)
    await until(() => reader.isWhole)
    expect(String(await group.replica.run('INFO', 'replication'))).toContain('role:master')
  })
})
