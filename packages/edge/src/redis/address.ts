/** Addresses of Redis: one server, a group that Sentinels watch, or a Redis Cluster. Rules, without I/O. */

/** A server by its name and port. */
export type RedisNode = { readonly host: string; readonly port: number }

/** A user of a server. Never logged. */
export type RedisUser = { readonly username?: string | undefined; readonly password?: string | undefined }

/** A parsed address. */
export type RedisAddress = RedisUser & {
  readonly tls: boolean
  /** The server; the Sentinels; or nodes of the Cluster, some of which may be away. At least one. */
  readonly nodes: readonly RedisNode[]
  readonly database: number
} & (
    | { readonly kind: 'single' | 'cluster' }
    /** `name`: the group's, as the Sentinels know it. `watcher`: the user of the Sentinels themselves. */
    | { readonly kind: 'sentinel'; readonly name: string; readonly watcher: RedisUser }
  )

const FORM = /^(redis|rediss)(?:\+(sentinel|cluster))?:\/\/(?:([^/?]*)@)?([^/?@]+)((?:\/[^/?]*)*)(?:\?(.*))?$/
const DEFAULT_PORT = { single: 6_379, cluster: 6_379, sentinel: 26_379 } as const
const DATABASE = /^\d{1,4}$/
const GROUP = /^[\w.-]{1,100}$/

const SINGLE = 'url must be redis://[user:password@]host[:port][/database], or rediss:// for TLS'
const GROUPS =
  'redis+sentinel://[user:password@]host[:port],…/name[/database][?sentinelUser=…&sentinelPassword=…], or redis+cluster://[user:password@]host[:port],…'

/** An address, or in `trouble` the problem and the next step, without any password. */
export function parseRedisAddress(url: string): { readonly address: RedisAddress } | { readonly trouble: string } {
  const [, scheme, kind = 'single', user, hosts = '', path = '', query] = FORM.exec(url) ?? []
  if (scheme === undefined || (kind !== 'single' && kind !== 'sentinel' && kind !== 'cluster'))
    return { trouble: `${SINGLE}; ${GROUPS}.` }
  const nodes = hosts.split(',').flatMap((host) => nodeOf(host, DEFAULT_PORT[kind]) ?? [])
  if (nodes.length !== hosts.split(',').length || (kind === 'single' && nodes.length > 1))
    return { trouble: `${SINGLE}; for several hosts: ${GROUPS}.` }
  const parts = path.split('/').slice(1)
  const [name = ''] = kind === 'sentinel' ? parts.splice(0, 1) : []
  const [database = ''] = parts
  if (kind === 'sentinel' && !GROUP.test(name))
    return { trouble: `url must name the group that the Sentinels watch: ${GROUPS}.` }
  if (parts.length > 1 || (database !== '' && !DATABASE.test(database)))
    return { trouble: 'the path of url must be the number of a database, such as /0.' }
  if (kind === 'cluster' && database !== '' && Number(database) !== 0)
    return { trouble: 'a Redis Cluster has one database: leave its number out of url.' }
  const common = { ...userOf(user), tls: scheme === 'rediss', nodes, database: Number(database) }
  if (kind !== 'sentinel') return { address: { ...common, kind } }
  const words = new URLSearchParams(query)
  const watcher = {
    username: words.get('sentinelUser') ?? undefined,
    password: words.get('sentinelPassword') ?? undefined,
  }
  return { address: { ...common, kind, name, watcher } }
}

/** The servers of an address without user, password and database: fit for logs. */
export const hostsOf = ({ nodes }: RedisAddress): string =>
  nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',')

/** Passwords of an address, which no log line may contain. */
export function redisPasswords(url: string): readonly string[] {
  const parsed = parseRedisAddress(url)
  if ('trouble' in parsed) return []
  const { address } = parsed
  const raw = /:\/\/[^/?]*?:([^/?]*)@/.exec(url)?.[1]
  const watcher = address.kind === 'sentinel' ? address.watcher.password : undefined
  return [raw, address.password, watcher].filter((one): one is string => one !== undefined && one !== '')
}

function nodeOf(text: string, defaultPort: number): RedisNode | undefined {
  const url = `redis://${text}`
  if (!URL.canParse(url)) return undefined
  const { hostname, port, pathname } = new URL(url)
  if (hostname === '' || pathname !== '') return undefined
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? defaultPort : Number(port) }
}

function userOf(text: string | undefined): RedisUser {
  if (text === undefined || text === '') return {}
  const at = text.indexOf(':')
  const [username, password] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  return { username: decoded(username), password: decoded(password) }
}

/** `undefined` where nothing is named. */
function decoded(text: string): string | undefined {
  if (text === '') return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
