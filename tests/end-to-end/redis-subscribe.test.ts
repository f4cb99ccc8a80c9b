/** The readers of Redis' channels on a real redis-server, with messages that are lost, doubled and late on purpose. */

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from './support/command.ts'
import { type RedisServer, hasRedis, python, redisCli, startRedis } from './support/redis-server.ts'

const readers = fileURLToPath(new URL('../../examples/readers/', import.meta.url))
const programs = [
  ['Node', process.execPath, join(readers, 'redis-subscribe.mjs')],
  ['Python', python ?? '', join(readers, 'redis_subscribe.py')],
] as const
const EPOCH = '3f2c09d1'
const TOPICS = ['assets', 'orders', 'deals', 'status']

const event = (seq: number, epoch = EPOCH): string =>
  JSON.stringify({ account: 'main', topic: TOPICS[seq % 4], type: 'order.changed', epoch, seq, time: 1, data: { seq } })
const events = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => event(from + i))

describe.skipIf(!hasRedis || python === undefined).each(programs)(
  'a reader with SUBSCRIBE in %s',
  (_language, ...command) => {
    let folder: ReturnType<typeof temporaryFolder>
    let redis: RedisServer
    let running: ChildProcess | undefined
    let server: Server | undefined
    let said = ''
    beforeEach(async () => {
      folder = temporaryFolder()
      redis = await startRedis()
      redisCli(redis.port, 'SET', 'spotdeck:main:epoch', EPOCH)
    })
    afterEach(async () => {
      running?.kill('SIGKILL')
      server?.closeAllConnections()
      server?.close()
      await redis.close()
      folder.remove()
    })

    const add = (seq: number, epoch = EPOCH): string =>
      redisCli(redis.port, 'XADD', `spotdeck:main:${epoch}`, `${seq}-0`, 'event', event(seq, epoch))
    const addAll = (from: number, to: number): void => {
      const script =
        "for i, text in ipairs(ARGV) do redis.call('XADD', KEYS[1], (KEYS[2] + i - 1) .. '-0', 'event', text) end"
      redisCli(redis.port, 'EVAL', script, '2', `spotdeck:main:${EPOCH}`, String(from), ...events(from, to))
    }
    const publish = (seq: number, epoch = EPOCH): string =>
      redisCli(redis.port, 'PUBLISH', `spotdeck:main:${TOPICS[seq % 4]}`, event(seq, epoch))
    const log = (): string => join(folder.path, 'events.log')
    const lines = (): string[] => (existsSync(log()) ? readFileSync(log(), 'utf8').split('\n').slice(0, -1) : [])
    const start = (environment: NodeJS.ProcessEnv = {}): Promise<number | null> => {
      const [program, file] = command
      const env = { ...process.env, REDIS_URL: `redis://127.0.0.1:${redis.port}`, ...environment }
      running = spawn(program, [file, log()], { env, stdio: ['ignore', 'ignore', 'pipe'] })
      said = ''
      running.stderr?.on('data', (text: Buffer) => (said += String(text)))
      const child = running
      return new Promise((resolve) => child.on('close', resolve))
    }
    const stop = async (ended: Promise<unknown>): Promise<void> => {
      running?.kill('SIGKILL')
      await ended
    }
    const subscribed = () =>
      expect.poll(() => redisCli(redis.port, 'PUBSUB', 'NUMSUB', 'spotdeck:main:orders'), WAIT).toContain('\n1')
    const told = (expected: readonly string[]) => expect.poll(lines, WAIT).toEqual(expected)
    const WAIT = { interval: 30 }

    it('writes each event once and in order, with repeated, late and lost messages', async () => {
      add(1)
      const ended = start()
      await told(events(1, 1))
      await subscribed()
      add(2)
      publish(2)
      publish(2)
      publish(1)
      await told(events(1, 2))
      add(3)
      add(4)
      add(5)
      publish(5)
      publish(3)
      await told(events(1, 5))
      add(6)
      publish(6)
      await told(events(1, 6))
      await stop(ended)
    })

    it('reads the stream after a reconnect, and resumes after a kill at the end of its log', async () => {
      add(1)
      const ended = start()
      await told(events(1, 1))
      await subscribed()
      // More than one page of the stream.
      addAll(2, 230)
      expect(lines()).toEqual(events(1, 1))
      redisCli(redis.port, 'CLIENT', 'KILL', 'TYPE', 'pubsub')
      await told(events(1, 230))
      await stop(ended)
      add(231)
      publish(231)
      const again = start()
      await told(events(1, 231))
      await stop(again)
    })

    it('reads a stream to its end before the one of the next epoch', async () => {
      add(1)
      const ended = start()
      await told(events(1, 1))
      await subscribed()
      add(2)
      redisCli(redis.port, 'SET', 'spotdeck:main:epoch', '77aa00bb')
      add(1, '77aa00bb')
      publish(1, '77aa00bb')
      await told([...events(1, 2), event(1, '77aa00bb')])
      await stop(ended)
    })

    it('reads events over REST that the stream has dropped, and without REST names the next step', async () => {
      add(1)
      const first = start()
      await told(events(1, 1))
      await stop(first)
      for (const seq of [2, 3, 4, 5]) add(seq)
      redisCli(redis.port, 'XTRIM', `spotdeck:main:${EPOCH}`, 'MINID', '5-0')
      expect(await start()).toBe(3)
      expect(said).toContain('SPOTDECK_URL')
      const asked: string[] = []
      server = createServer((request, response) => {
        asked.push(`${request.headers.authorization} ${request.url}`)
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        // Event 4 is not for this audience: the position says that all up to it was sent.
        for (const seq of [2, 3]) response.write(`id: ${EPOCH}:${seq}\ndata: ${event(seq)}\n\n`)
        response.write(`event: position\nid: ${EPOCH}:4:0011aabb\ndata: {"epoch":"${EPOCH}","seq":4}\n\n`)
      }).listen(0, '127.0.0.1')
      await new Promise((resolve) => server?.once('listening', resolve))
      const { port } = server.address() as AddressInfo
      const ended = start({ SPOTDECK_URL: `http://127.0.0.1:${port}`, SPOTDECK_TOKEN: 'sdt_x' })
      await told([...events(1, 3), event(5)])
      expect(asked).toEqual([`Bearer sdt_x /api/v1/accounts/main/events?topics=${TOPICS.join(',')}&since=${EPOCH}:1`])
      await stop(ended)
    })
  },
)
