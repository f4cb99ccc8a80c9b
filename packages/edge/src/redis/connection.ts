/**
 * Connections over node-redis, to one server, the master of a group, or a Cluster. None reconnects by itself: its owner opens another, and
 * with it asks the Sentinels or the Cluster anew who serves.
 */

import { defined } from '@spotdeck/ports'
import type { RedisAddress, RedisNode, RedisUser } from './address.ts'
import { RedisRefusal } from './link.ts'

/** An open connection. */
export interface RedisConnection {
  /**
   * Sends a command; all of its keys have the slot of `key`.
   * @throws {RedisRefusal} Redis answered that it will not
   * @throws anything else: the connection is of no more use, and whether the command was carried out is unknown
   */
  call(key: string, args: readonly string[]): Promise<unknown>
  /** Idempotent; waits for nothing. */
  close(): void
}

/** Opens a connection. @throws when nobody serves there, or does not let us in; no message holds a password */
export type OpenConnection = (address: RedisAddress) => Promise<RedisConnection>

const CONNECT_TIMEOUT_MS = 5_000
/** A Sentinel that is away must not use up the time for asking the next. */
const SENTINEL_TIMEOUT_MS = 1_500
const MAX_QUEUED = 1_024
/** A server that has just become a replica answers so: the master is another one now. */
const DEMOTED: readonly string[] = ['READONLY', 'MASTERDOWN']

/** Opens a connection of node-redis. */
export const openConnection: OpenConnection = async (address) => {
  switch (address.kind) {
    case 'single':
      return openServer(nodeOf(address), address)
    case 'sentinel':
      return demotable(await openServer(await masterOf(address), address))
    case 'cluster':
      return openCluster(address)
  }
}

const nodeOf = ({ nodes }: RedisAddress): RedisNode => {
  const [node] = nodes
  if (node === undefined) throw new Error('The address names no server.')
  return node
}

type Security = RedisUser & { readonly tls: boolean; readonly database: number }

/** Loaded with the first use: the package is large, and most gateways have no Redis. */
const nodeRedis = () => import('redis')

const optionsOf = ({ username, password, tls, database }: Security) => ({
  ...defined({ username, password }),
  ...(database === 0 ? {} : { database }),
  RESP: 2 as const,
  name: 'spotdeck',
  disableOfflineQueue: true,
  commandsQueueMaxLength: MAX_QUEUED,
  maintNotifications: 'disabled' as const,
  ...(tls ? { tls } : {}),
})

const socketOf = ({ host, port }: RedisNode, tls: boolean, connectTimeout = CONNECT_TIMEOUT_MS) => {
  const plain = { host, port, connectTimeout, reconnectStrategy: false as const }
  return tls ? { ...plain, tls: true as const } : plain
}

async function openServer(node: RedisNode, security: Security, connectMs?: number): Promise<RedisConnection> {
  const { ErrorReply, createClient } = await nodeRedis()
  const { tls: _tls, ...options } = optionsOf(security)
  const client = createClient({ ...options, socket: socketOf(node, security.tls, connectMs) })
  // Pending calls report a broken connection; an `error` event without a listener would end the process.
  client.on('error', () => undefined)
  const close = onceOnly(() => {
    if (client.isOpen) client.destroy()
  })
  const told = refusals(ErrorReply)
  await client.connect().catch((error: unknown) => {
    close()
    throw told(error)
  })
  return {
    call: (_key, args) => client.sendCommand([...args]).catch((error: unknown) => Promise.reject(told(error))),
    close,
  }
}

async function openCluster(address: RedisAddress): Promise<RedisConnection> {
  const { ErrorReply, createCluster } = await nodeRedis()
  const { tls: _tls, ...options } = optionsOf(address)
  const { host: _host, port: _port, ...socket } = socketOf(nodeOf(address), address.tls)
  const cluster = createCluster({
    RESP: 2,
    rootNodes: address.nodes.map((node) => ({ ...options, socket: socketOf(node, address.tls) })),
    defaults: { ...options, socket },
    minimizeConnections: true,
  })
  cluster.on('error', () => undefined)
  const close = onceOnly(() => {
    if (cluster.isOpen) cluster.destroy()
  })
  const told = refusals(ErrorReply)
  await cluster.connect().catch((error: unknown) => {
    close()
    throw told(error)
  })
  return {
    call: (key, args) =>
      cluster.sendCommand(key, false, [...args]).catch((error: unknown) => Promise.reject(told(error))),
    close,
  }
}

/** The master of the group, by the first Sentinel that knows one. */
async function masterOf(address: Extract<RedisAddress, { kind: 'sentinel' }>): Promise<RedisNode> {
  let last: unknown
  for (const node of address.nodes) {
    const security = { ...address.watcher, tls: address.tls, database: 0 }
    try {
      const sentinel = await openServer(node, security, SENTINEL_TIMEOUT_MS)
      try {
        const found = await sentinel.call('', ['SENTINEL', 'get-master-addr-by-name', address.name])
        if (Array.isArray(found)) return { host: String(found[0]), port: Number(found[1]) }
      } finally {
        sentinel.close()
      }
    } catch (error) {
      last = error
    }
  }
  const code = last instanceof Error && 'code' in last ? last.code : 'NO_MASTER'
  throw Object.assign(new Error(`No Sentinel names a master of ${address.name}.`), { code })
}

/** A master that was replaced is of no more use: the Sentinels are asked anew. */
const demotable = (connection: RedisConnection): RedisConnection => ({
  close: () => connection.close(),
  call: (key, args) =>
    connection.call(key, args).catch((error: unknown) => {
      if (!(error instanceof RedisRefusal) || !DEMOTED.includes(error.code)) throw error
      throw Object.assign(new Error('The server is no longer the master.'), { code: error.code })
    }),
})

/** Tells refusals, which Redis answered, from trouble of the connection. */
const refusals =
  (ErrorReply: new (...args: never[]) => Error) =>
  (error: unknown): Error => {
    if (error instanceof ErrorReply) return new RedisRefusal(error.message)
    return error instanceof Error ? error : new Error(String(error))
  }

function onceOnly(run: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    run()
  }
}
