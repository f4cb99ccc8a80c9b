/** Everything that a proof runs: engines, exchange, relays and gateways, and what each fault of the plan does to them. */

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { PostgresServer, freePort } from '@spotdeck/store/testing'
import type { Key } from '../../end-to-end/support/ccxt.ts'
import { type Running, startCommand } from '../../end-to-end/support/command.ts'
import { newAccount } from '../../end-to-end/support/panel.ts'
import { type RedisServer, redisCli, startRedis } from '../../end-to-end/support/redis-server.ts'
import type { Fault, Link, Targets } from '../plan.ts'
import type { TradingAccount } from '../traders.ts'
import { GatewayProcess } from './gateway-process.ts'
import { Relay } from './relay.ts'

/** Gateways by role. */
export const TARGETS: Targets = { ingest: ['ingest-1', 'ingest-2'], edge: ['edge-1', 'edge-2'] }

type Links = Readonly<Record<Link, Relay>>
type Member = { readonly gateway: GatewayProcess; readonly links: Links }

const HUNG_OR_CUT = { cut: 'cut', hang: 'hung' } as const

/** The processes of one desk. */
export class Fleet {
  readonly folder: string
  readonly postgres: PostgresServer
  readonly exchange: Running
  readonly accounts: readonly TradingAccount[]
  readonly #members: ReadonlyMap<string, Member>
  readonly redisPort: number
  #redis: RedisServer
  /** One fault of an engine at a time. */
  #engines: Promise<unknown> = Promise.resolve()

  private constructor(
    parts: Pick<Fleet, 'folder' | 'postgres' | 'exchange' | 'accounts'> & { readonly redis: RedisServer },
    members: ReadonlyMap<string, Member>,
  ) {
    this.folder = parts.folder
    this.postgres = parts.postgres
    this.exchange = parts.exchange
    this.accounts = parts.accounts
    this.#redis = parts.redis
    this.redisPort = parts.redis.port
    this.#members = members
  }

  /** Starts engines and exchange, and the gateways: those that follow first, because an edge needs ledgers. */
  static async start(folder: string, count: number, seed: string): Promise<Fleet> {
    const postgres = await PostgresServer.start({ isDurable: true })
    const redis = await startRedis()
    const where = ['--port', '0', '--data', join(folder, 'exchange'), '--symbols', 'MXUSDT,BTCUSDT', '--seed', seed]
    const exchange = await startCommand(['sandbox', ...where])
    const accounts: TradingAccount[] = []
    for (let n = 1; n <= count; n++) {
      const key = await newAccount(exchange.address, { USDT: '100000', MX: '10000' })
      accounts.push({ id: `account-${n}`, ...key })
    }
    const members = new Map<string, Member>()
    const names = [...TARGETS.ingest, ...TARGETS.edge]
    for (const [n, name] of names.entries())
      members.set(name, await memberOf(name, { folder, postgres, redis, exchange, accounts, from: `127.0.0.${n + 2}` }))
    return new Fleet({ folder, postgres, exchange, accounts, redis }, members)
  }

  /** Starts the gateways of a role. */
  async launch(role: keyof Targets): Promise<void> {
    await Promise.all(TARGETS[role].map((name) => this.gateway(name).start()))
  }

  get gateways(): readonly GatewayProcess[] {
    return [...this.#members.values()].map(({ gateway }) => gateway)
  }

  get edges(): readonly GatewayProcess[] {
    return TARGETS.edge.map((name) => this.gateway(name))
  }

  gateway(name: string): GatewayProcess {
    return this.#member(name).gateway
  }

  /** Does what the plan says; resolves when it is undone. `begun` is called when it begins. */
  run(fault: Fault, begun: () => void): Promise<void> {
    if (!('target' in fault)) {
      const turn = this.#engines.then(() => {
        begun()
        return this.#runOnEngine(fault)
      })
      this.#engines = turn.catch(() => undefined)
      return turn
    }
    const { gateway, links } = this.#member(fault.target)
    return gateway.inTurn(async () => {
      begun()
      if ('link' in fault) {
        const relay = links[fault.link]
        relay.become(HUNG_OR_CUT[fault.kind])
        await pause(fault.forMs)
        relay.become('open')
      } else if (fault.kind === 'pause') await gateway.stopFor(fault.forMs)
      else await gateway.restart(fault.kind === 'kill' ? 'SIGKILL' : 'SIGTERM', fault.forMs)
    })
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    await Promise.all(this.gateways.map((gateway) => gateway.close()))
    for (const { links } of this.#members.values()) for (const relay of Object.values(links)) await relay.close()
    await this.exchange.end('SIGTERM')
    await this.#redis.close()
    await this.postgres.close()
  }

  async #runOnEngine({ kind, forMs }: Fault): Promise<void> {
    if (kind === 'database-killed') {
      await this.postgres.kill()
      await pause(forMs)
      await this.postgres.launch()
    } else if (kind === 'redis-restarted') {
      await this.#redis.close()
      await pause(forMs)
      this.#redis = await startRedis(this.redisPort)
    } else redisCli(this.redisPort, 'FLUSHALL')
  }

  #member(name: string): Member {
    const member = this.#members.get(name)
    if (member === undefined) throw new Error(`There is no gateway ${name}.`)
    return member
  }
}

type MemberParts = {
  readonly folder: string
  readonly postgres: PostgresServer
  readonly redis: RedisServer
  readonly exchange: Running
  readonly accounts: readonly (TradingAccount & Key)[]
  /** Address from which the gateway comes to the exchange: each machine has its own limits there. */
  readonly from: string
}

/** A gateway with a data directory, a configuration and relays of its own. */
async function memberOf(name: string, parts: MemberParts): Promise<Member> {
  const { folder, postgres, redis, exchange, accounts, from } = parts
  const links = {
    database: await Relay.start({ port: postgres.port }),
    redis: await Relay.start({ port: redis.port }),
    exchange: await Relay.start({ port: Number(new URL(exchange.address).port), from }),
  }
  const role = name.replace(/-\d+$/, '')
  const data = join(folder, name)
  mkdirSync(data, { mode: 0o700 })
  const config = join(folder, `${name}.json`)
  const redisUrl = `redis://127.0.0.1:${links.redis.port}`
  const keys = accounts.map(({ id, apiKey, secret }) => {
    const keyFile = join(folder, `${id}.key.json`)
    writeFileSync(keyFile, JSON.stringify({ apiKey, secret }), { mode: 0o600 })
    return { id, keyFile }
  })
  const shared = { redis: [{ url: redisUrl, audience: 'owner' }] }
  writeFileSync(config, JSON.stringify(role === 'edge' ? shared : { ...shared, accounts: keys }))
  chmodSync(config, 0o600)
  const port = await freePort()
  const at = `127.0.0.1:${links.exchange.port}`
  const gateway = new GatewayProcess({
    name,
    port,
    logFile: join(folder, `${name}.log`),
    arguments: [
      ...['gateway', '--config', config, '--role', role, '--name', name, '--port', String(port), '--data', data],
      ...['--rest', `http://${at}`, '--ws', `ws://${at}/ws`, '--log-level', 'info'],
    ],
    environment: {
      SPOTDECK_DATABASE_URL: postgres.url.replace(`:${postgres.port}/`, `:${links.database.port}/`),
      SPOTDECK_BUS_URL: redisUrl,
      SPOTDECK_GATEWAY_SECRET: 'a secret of the gateways of this proof',
    },
  })
  return { gateway, links }
}
