/** Says where a configuration would send secrets readable through a network. Pure; nothing is opened or looked up. */

import { BlockList, isIP } from 'node:net'
import { hostsOf, parseRedisAddress } from './redis/address.ts'

/** Codes of configurations that expose secrets to a network. */
export type ExposureCode = 'PLAIN_EXCHANGE' | 'PLAIN_REDIS' | 'PLAIN_OTLP' | 'EXPOSED_HOST'
/** The problem and the next step. `message` never contains a password. */
export type Exposure = { readonly code: ExposureCode; readonly message: string }

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')

/** True for a name or an address that leads to this machine alone: `localhost`, 127.0.0.0/8, ::1. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (bare === 'localhost') return true
  return isIP(bare) !== 0 && LOOPBACK.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4')
}

/** Listening address, and the public one that says whether a proxy provides TLS. */
export type Listening = {
  readonly host: string
  readonly publicUrl?: string | undefined
  /** True if the user accepts that sessions and amounts are readable on the network. */
  readonly allowPlainHttp?: boolean | undefined
}

/**
 * Problem of listening beyond this machine in plain HTTP; `undefined` with an https public address. A trusted proxy is not enough:
 * cookies get `Secure` and answers HSTS by the public address alone.
 */
export function listeningExposure(given: Listening): Exposure | undefined {
  const { host, publicUrl, allowPlainHttp = false } = given
  if (allowPlainHttp) return undefined
  const open = publicUrl !== undefined && URL.canParse(publicUrl) ? new URL(publicUrl) : undefined
  if (open?.protocol === 'http:' && !isLoopback(open.hostname)) return plainPublicUrl(open)
  if (isLoopback(host) || open?.protocol === 'https:') return undefined
  return {
    code: 'EXPOSED_HOST',
    message:
      `--host ${host} lets other machines sign in over plain HTTP, where everybody on the way can read and take over the ` +
      'session. Put a proxy with TLS before it and give the address that browsers use: --public-url https://… ' +
      '(SPOTDECK_PUBLIC_URL, publicUrl), beside --trusted-proxies. Or say that you want this with --allow-plain-http (SPOTDECK_ALLOW_PLAIN_HTTP, allowPlainHttp).',
  }
}

function plainPublicUrl({ host }: URL): Exposure {
  return {
    code: 'EXPOSED_HOST',
    message:
      `--public-url http://${host} lets everybody on the way read sessions and take them over: use https://, or say that you ` +
      'want this with --allow-plain-http (SPOTDECK_ALLOW_PLAIN_HTTP, allowPlainHttp).',
  }
}

/** Address at which other gateways reach this one. */
export type Advertised = Pick<Listening, 'allowPlainHttp'> & { readonly advertiseUrl?: string | undefined }

const PRIVATE = new BlockList()
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4')
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4')
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4')
PRIVATE.addSubnet('fc00::', 7, 'ipv6')

/** Orders of the owner would travel readable between gateways, over more than a private network. A name may lead anywhere. */
export function advertisedExposure({ advertiseUrl = '', allowPlainHttp = false }: Advertised): Exposure | undefined {
  const url = URL.canParse(advertiseUrl) ? new URL(advertiseUrl) : undefined
  if (allowPlainHttp || url?.protocol !== 'http:' || isLoopback(url.hostname)) return undefined
  const bare = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare) !== 0 && PRIVATE.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4')) return undefined
  const message =
    `--advertise-url http://${url.host} would have other gateways send orders readable: use https://, or an address of a ` +
    'private network, or say that you want this with --allow-plain-http (SPOTDECK_ALLOW_PLAIN_HTTP, allowPlainHttp).'
  return { code: 'EXPOSED_HOST', message }
}

/** Addresses of the exchange. */
export type ExchangeAddresses = {
  readonly rest: string
  readonly ws: string
  readonly allowPlainExchange?: boolean | undefined
}

/** Keys, signatures and orders would travel readable. */
export function exchangeExposure({ rest, ws, allowPlainExchange = false }: ExchangeAddresses): Exposure | undefined {
  if (allowPlainExchange) return undefined
  for (const [flag, text, scheme] of [
    ['--rest', rest, 'http'],
    ['--ws', ws, 'ws'],
  ] as const) {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (url?.protocol !== `${scheme}:` || isLoopback(url.hostname)) continue
    const message =
      `${flag} ${scheme}://${url.host} would send keys and orders readable: use ${scheme}s://, or say that you want this ` +
      'with --allow-plain-exchange (SPOTDECK_ALLOW_PLAIN_EXCHANGE, allowPlainExchange).'
    return { code: 'PLAIN_EXCHANGE', message }
  }
  return undefined
}

/** Address of a Redis target. */
export type RedisAddress = { readonly url: string; readonly allowPlain?: boolean | undefined }

/** The password, and every event, would travel readable. */
export function redisExposure(targets: readonly RedisAddress[]): Exposure | undefined {
  for (const [index, { url, allowPlain = false }] of targets.entries()) {
    const plain = allowPlain ? undefined : plainHostOf(url)
    if (plain === undefined) continue
    const message =
      `redis[${index}]: ${plain} would send every event, and its password, readable: use rediss://, or say that ` +
      'you want this with "allowPlain": true in this target.'
    return { code: 'PLAIN_REDIS', message }
  }
  return undefined
}

/** Address of the bus between gateways. */
export type BusAddress = { readonly bus?: string | undefined; readonly allowPlainBus?: boolean | undefined }

/** The password, and every event with nothing hidden, would travel readable. */
export function busExposure({ bus = '', allowPlainBus = false }: BusAddress): Exposure | undefined {
  const plain = allowPlainBus ? undefined : plainHostOf(bus)
  if (plain === undefined) return undefined
  const message =
    `The bus at ${plain} would send every event, and its password, readable: use rediss://, or say that you want this ` +
    'with --allow-plain-bus (SPOTDECK_ALLOW_PLAIN_BUS, allowPlainBus).'
  return { code: 'PLAIN_REDIS', message }
}

/** Scheme and host of the first server on another machine that is spoken to without TLS. */
function plainHostOf(url: string): string | undefined {
  const parsed = parseRedisAddress(url)
  if ('trouble' in parsed || parsed.address.tls) return undefined
  const { address } = parsed
  const far = address.nodes.find(({ host }) => !isLoopback(host))
  return (
    far && `${address.kind === 'single' ? 'redis' : `redis+${address.kind}`}://${hostsOf({ ...address, nodes: [far] })}`
  )
}

/** Address of an OTLP collector, and whether requests to it carry headers of the user, which are credentials. */
export type OtlpAddress = { readonly otlpEndpoint?: string | undefined; readonly otlpHeaders: boolean }

/** The collector's credentials would travel readable. Spans and metrics alone hold no secret. */
export function otlpExposure({ otlpEndpoint = '', otlpHeaders }: OtlpAddress): Exposure | undefined {
  const url = URL.canParse(otlpEndpoint) ? new URL(otlpEndpoint) : undefined
  if (!otlpHeaders || url?.protocol !== 'http:' || isLoopback(url.hostname)) return undefined
  const message =
    `--otlp-endpoint http://${url.host} would send the headers of OTEL_EXPORTER_OTLP_HEADERS readable: use https://, or a ` +
    'collector on this machine, or leave the headers out.'
  return { code: 'PLAIN_OTLP', message }
}
