/** A real redis-server of a test's own, on a free port, killed by its own process id. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@spotdeck/store/testing'
import { type RedisClientType, createClient } from 'redis'

/** Under CI the set-up step has failed before when there is none. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

const PASSWORD = 'not-for-the-log'

export class RedisServer {
  readonly port: number
  readonly #folder = mkdtempSync(join(tmpdir(), 'spotdeck-redis-'))
  readonly #clients: RedisClientType[] = []
  readonly #more: readonly string[]
  #process: ChildProcess | undefined

  private constructor(port: number, more: readonly string[]) {
    this.port = port
    this.#more = more
  }

  /** @param more further settings, as options of the command */
  static async start(more: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), more)
    await server.launch()
    return server
  }

  /** Runs one command on a connection of its own. */
  async run(...command: readonly string[]): Promise<unknown> {
    const client = await this.client()
    try {
      return await client.sendCommand([...command])
    } finally {
      client.destroy()
    }
  }

  get url(): string {
    return `redis://:${PASSWORD}@${this.host}`
  }

  get host(): string {
    return `127.0.0.1:${this.port}`
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
      '--masterauth',
      PASSWORD,
      ...this.#more,
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

/** A Redis Cluster of two servers, each of which has half of the slots. */
export async function startCluster(): Promise<{ readonly servers: readonly RedisServer[]; readonly url: string }> {
  const servers: RedisServer[] = []
  for (const slots of ['0 8191', '8192 16383']) {
    // The port of the Cluster itself would be out of range beside most free ones.
    const own = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())]
    const server = await RedisServer.start(own)
    servers.push(server)
    await server.run('CLUSTER', 'ADDSLOTSRANGE', ...slots.split(' '))
    const [first] = servers
    if (first !== undefined && first !== server)
      await first.run('CLUSTER', 'MEET', '127.0.0.1', String(server.port), own.at(-1) ?? '')
  }
  for (const server of servers)
    for (;;) {
      if (String(await server.run('CLUSTER', 'INFO')).includes('cluster_state:ok')) break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  return { servers, url: `redis+cluster://:${PASSWORD}@${servers.map(({ host }) => host).join(',')}` }
}

/** A master and its replica, and a Sentinel that watches them. */
export class RedisGroup {
  readonly master: RedisServer
  readonly replica: RedisServer
  readonly #sentinel: ChildProcess
  readonly #folder: string
  readonly url: string

  private constructor(
    master: RedisServer,
    replica: RedisServer,
    sentinel: { port: number; folder: string; process: ChildProcess },
  ) {
    this.master = master
    this.replica = replica
    this.#sentinel = sentinel.process
    this.#folder = sentinel.folder
    // One that is not there stands first: it is passed over.
    this.url = `redis+sentinel://:${PASSWORD}@127.0.0.1:1,127.0.0.1:${sentinel.port}/desk`
  }

  static async start(): Promise<RedisGroup> {
    const master = await RedisServer.start()
    const replica = await RedisServer.start([
      '--replicaof',
      '127.0.0.1',
      String(master.port),
      '--repl-diskless-sync-delay',
      '0',
    ])
    const folder = mkdtempSync(join(tmpdir(), 'spotdeck-sentinel-'))
    const port = await freePort()
    const lines = [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor desk 127.0.0.1 ${master.port} 1`,
      `sentinel auth-pass desk ${PASSWORD}`,
      'sentinel down-after-milliseconds desk 500',
      'sentinel failover-timeout desk 5000',
    ]
    writeFileSync(join(folder, 'sentinel.conf'), lines.join('\n'))
    const process = spawn('redis-server', [join(folder, 'sentinel.conf'), '--sentinel'], { stdio: 'ignore' })
    const group = new RedisGroup(master, replica, { port, folder, process })
    await group.#ready(port)
    return group
  }

  /** Waits until the Sentinel knows the replica, without which it has nothing to fail over to. */
  async #ready(port: number): Promise<void> {
    for (;;) {
      const client = createClient({ url: `redis://127.0.0.1:${port}`, RESP: 2, socket: { reconnectStrategy: false } })
      client.on('error', () => undefined)
      try {
        await client.connect()
        const replicas = await client.sendCommand(['SENTINEL', 'replicas', 'desk'])
        if (
          Array.isArray(replicas) &&
          replicas.length === 1 &&
          JSON.stringify(replicas).includes('"master-link-status","ok"')
        )
          return
      } catch {
        // It does not listen yet.
      } finally {
        if (client.isOpen) client.destroy()
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#sentinel.once('close', resolve))
    this.#sentinel.kill('SIGKILL')
    await gone
    rmSync(this.#folder, { recursive: true, force: true })
    await this.master.close()
    await this.replica.close()
  }
}
