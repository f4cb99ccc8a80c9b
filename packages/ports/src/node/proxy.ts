/** Connections through a proxy: HTTP (CONNECT) or SOCKS5. What goes to an encrypted host stays encrypted on the way. */

import { once } from 'node:events'
import { Agent, type AgentOptions, request as openHttp } from 'node:http'
import { request as openHttps } from 'node:https'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { defined } from '../defined.ts'

/** Time until a proxy has opened the way, in ms. */
const TUNNEL_WITHIN_MS = 15_000
const KINDS = ['http:', 'https:', 'socks5:', 'socks5h:']
/** Bytes of an address in a SOCKS5 answer by its type: IPv4, IPv6; a name says its own length. */
const ADDRESS_BYTES: Readonly<Record<number, number>> = { 1: 4, 4: 16 }

type Target = { readonly host: string; readonly port: number }

/**
 * Reads the address of a proxy, such as `http://user:password@host:8080` or `socks5://host:1080`.
 * @throws {TypeError} for any other text, which is not repeated: it may hold a password
 */
export function parseProxy(text: string): URL {
  const proxy = URL.canParse(text) ? new URL(text) : undefined
  if (proxy !== undefined && proxy.hostname !== '' && KINDS.includes(proxy.protocol)) return proxy
  throw new TypeError('A proxy is http://, https:// or socks5:// with a host and a port.')
}

/** Opens connections through a proxy, but for hosts of this machine, which it could not reach. */
export class ProxyAgent extends Agent {
  readonly #proxy: URL
  readonly #isEncrypted: boolean

  constructor(proxy: URL, options: AgentOptions & { readonly encrypted: boolean }) {
    super(options)
    this.#proxy = proxy
    this.#isEncrypted = options.encrypted
  }

  /** Called by Node's `http` for each new connection. */
  override createConnection(
    options: Parameters<Agent['createConnection']>[0],
    done?: (error: Error | null, socket: Socket) => void,
  ): undefined {
    const { host = 'localhost', port } = options
    const target = { host: host ?? 'localhost', port: Number(port) }
    const through = isLocal(target.host) ? connected(connect(target)) : tunnel(this.#proxy, target)
    through.then(
      (socket) => done?.(null, this.#isEncrypted ? encrypted(socket, target.host) : socket),
      (error: Error) => (done as ((error: Error) => void) | undefined)?.(error),
    )
    return undefined
  }
}

const isLocal = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)

async function connected(socket: Socket): Promise<Socket> {
  await once(socket, 'connect')
  return socket
}

function encrypted(socket: Socket, servername: string): Socket {
  return connectTls({ socket, servername, ALPNProtocols: ['http/1.1'] })
}

async function tunnel(proxy: URL, target: Target): Promise<Socket> {
  const [user, password] = [proxy.username, proxy.password].map(decodeURIComponent)
  const given = user === '' ? undefined : { user: user ?? '', password: password ?? '' }
  return proxy.protocol.startsWith('socks') ? socks5(proxy, target, given) : connectHttp(proxy, target, given)
}

type Login = { readonly user: string; readonly password: string } | undefined

function connectHttp(proxy: URL, { host, port }: Target, login: Login): Promise<Socket> {
  const path = `${host}:${port}`
  const basic = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`
  return new Promise((resolve, reject) => {
    const call = (proxy.protocol === 'https:' ? openHttps : openHttp)({
      ...{ method: 'CONNECT', host: proxy.hostname, port: proxy.port, path, agent: false, timeout: TUNNEL_WITHIN_MS },
      headers: defined({ host: path, 'proxy-authorization': basic }),
    })
    call.on('connect', (answer, socket: Socket) => {
      if (answer.statusCode === 200) return resolve(socket.setTimeout(0))
      socket.destroy()
      reject(refused(String(answer.statusCode)))
    })
    call.on('response', ({ statusCode }) => reject(refused(String(statusCode))))
    call.on('timeout', () => call.destroy(refused('timeout')))
    call.on('error', reject).end()
  })
}

async function socks5(proxy: URL, { host, port }: Target, login: Login): Promise<Socket> {
  const socket = connect({ host: proxy.hostname, port: Number(proxy.port || 1080) })
  const deadline = setTimeout(() => socket.destroy(refused('timeout')), TUNNEL_WITHIN_MS)
  const ends = once(socket, 'close').then(() => Promise.reject(refused('closed')))
  ends.catch(() => undefined)
  let held = Buffer.alloc(0)
  const take = async (count: number): Promise<Buffer> => {
    // All that is there is read: what stays unread would wake this up at once, again and again.
    while (held.length < count) {
      const piece = socket.read() as Buffer | null
      if (piece === null) await Promise.race([once(socket, 'readable'), ends])
      else held = Buffer.concat([held, piece])
    }
    const taken = held.subarray(0, count)
    held = held.subarray(count)
    return taken
  }
  try {
    await connected(socket)
    socket.write(Uint8Array.of(5, 1, login === undefined ? 0 : 2))
    const [, method] = await take(2)
    if (method === 2 && login !== undefined) {
      socket.write(Buffer.concat([Uint8Array.of(1), sized(login.user), sized(login.password)]))
      const [, failure] = await take(2)
      if (failure !== 0) throw refused('login')
    } else if (method !== 0) throw refused('login')
    socket.write(Buffer.concat([Uint8Array.of(5, 1, 0, 3), sized(host), Uint8Array.of(port >> 8, port & 255)]))
    const [, failure = 0, , kind = 1] = await take(4)
    if (failure !== 0) throw refused(String(failure))
    await take((ADDRESS_BYTES[kind] ?? (await take(1))[0] ?? 0) + 2)
    if (held.length > 0) socket.unshift(held)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(deadline)
  }
}

function sized(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([Uint8Array.of(bytes.length), bytes])
}

const refused = (what: string): Error =>
  Object.assign(new Error(`The proxy refused: ${what}.`), { code: `PROXY_${what}` })
