/** A real redis-server of a test's own, on a free port, killed by its own process id. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@spotdeck/follow/testing'
import { type RedisClientType, createClient } from 'redis'

/** Under CI the set-up step has failed before when there is none. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

const PASSWORD = 'not-for-the-log'

export class RedisServer {
  readonly port: number
  readonly #folder = mkdtempSync(join(tmpdir(), 'spotdeck-redis-'))
  readonly #clients: RedisClientType[] = []
  #process: ChildProcess | undefined

  private constructor(port: number) {
    this.port = port
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort())
    await server.launch()
    return server
  }

  get url(): string {
    return `redis://:${PASSWORD}@127.0.0.1:${this.port}`
  }

  /** Starts it, on what its disk holds, and waits until it answers. */
  async launch(): Promise<void> {
    const args = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--dir',
      this.#folder,
      '--save',
      '',
      '--requirepass',
      PASSWORD,
    ]
    this.#process = spawn('redis-server', args, { stdio: 'ignore' })
    const end = Date.now() + 10_000
    for (;;) {
      const client = createClient({ url: this.url, socket: { reconnectStrategy: false } })
      client.on('error', () => undefined)
      try {
        await client.connect()
        await client.ping()
        return client.destroy()
      } catch (error) {
        if (Date.now() > end) throw error
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }

  /** A connection of the test's own. */
  async client(): Promise<RedisClientType> {
    const client: RedisClientType = createClient({ url: this.url, RESP: 2, socket: { reconnectStrategy: 20 } }) as never
    client.on('error', () => undefined)
    this.#clients.push(client)
    await client.connect()
    return client
  }

  /** The machine stops without a word, and its sockets stay open. */
  stall(): void {
    this.#process?.kill('SIGSTOP')
  }

  goOn(): void {
    this.#process?.kill('SIGCONT')
  }

  kill(): Promise<void> {
    const running = this.#process
    this.#process = undefined
    if (running === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      running.once('close', () => resolve())
      running.kill('SIGKILL')
    })
  }

  async close(): Promise<void> {
    for (const client of this.#clients) if (client.isOpen) client.destroy()
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
