/**
 * Retired addresses and versions of the exchange: a configuration with one of them would fail without a clear reason,
 * so it is rejected with the date and the replacement.
 */

import { GatewayStartError } from '../start-error.ts'
import type { EndpointRetired } from '@spotdeck/notices'

/** A retired address or version. */
export type Retired = {
  /** As written in an announcement or in a configuration. */
  readonly what: string
  /** ms since the epoch */
  readonly since: number
  readonly instead: string
}

/** Current address of the exchange's streams. */
export const STREAMS_ADDRESS = 'wss://wbs-api.mexc.com/ws'
/** Current address of the exchange's REST. */
export const REST_ADDRESS = 'https://api.mexc.com'

/** MEXC: JSON streams ended at the first time, version 2 of REST at the second. */
const OLD_STREAMS = { host: 'wbs.mexc.com', since: Date.UTC(2025, 7, 4, 6) }
const OLD_REST = { path: /^\/(?:open\/)?api\/v[12](?:\/|$)/i, since: Date.UTC(2025, 7, 6, 6) }

/**
 * Returns the address of a configuration that is retired at `now`, by the built-in table and by announcements;
 * `undefined` where none is.
 */
export function retiredAddress(
  url: string,
  now: number,
  announced: readonly EndpointRetired[] = [],
): Retired | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined) return undefined
  const instead = /^ws/.test(parsed.protocol) ? STREAMS_ADDRESS : REST_ADDRESS
  if (parsed.hostname === OLD_STREAMS.host)
    return { what: parsed.hostname, since: OLD_STREAMS.since, instead: STREAMS_ADDRESS }
  if (isExchange(parsed) && OLD_REST.path.test(parsed.pathname)) {
    return { what: `${parsed.hostname}${parsed.pathname}`, since: OLD_REST.since, instead: REST_ADDRESS }
  }
  const fact = announced.find(
    ({ addresses, effectiveAt }) =>
      effectiveAt !== undefined && effectiveAt <= now && addresses.some((address) => names(address, parsed)),
  )
  return fact?.effectiveAt === undefined ? undefined : { what: parsed.hostname, since: fact.effectiveAt, instead }
}

/**
 * Rejects a configuration with a retired address.
 * @throws {GatewayStartError} `ENDPOINT_RETIRED`, with the date and the address to use instead
 */
export function refuseRetired(
  addresses: { readonly restUrl: string; readonly wsUrl: string },
  now: number,
  announced: readonly EndpointRetired[],
): void {
  for (const [flag, url] of [
    ['--rest', addresses.restUrl],
    ['--ws', addresses.wsUrl],
  ] as const) {
    const retired = retiredAddress(url, now, announced)
    if (retired === undefined) continue
    const { what, since, instead } = retired
    throw new GatewayStartError(
      'ENDPOINT_RETIRED',
      `${flag} names ${what}, which the exchange has retired (${utc(since)}). Use ${instead} instead, or leave ${flag} out.`,
    )
  }
}

/** 2025-08-04 06:00 UTC */
const utc = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Replacement of a retired interface; `undefined` where none is known. */
export function insteadOf({ addresses, versions }: EndpointRetired): string | undefined {
  const hosts = addresses.flatMap((address) => parsedAddress(address) ?? [])
  if (hosts.some(isCurrent) || hosts.length < addresses.length) return undefined
  if (addresses.some((address) => /^ws|^wbs/.test(address))) return STREAMS_ADDRESS
  if (addresses.length > 0) return REST_ADDRESS
  const [version] = versions
  if (version === undefined || version.startsWith('v3')) return undefined
  return version.endsWith('websocket') ? STREAMS_ADDRESS : REST_ADDRESS
}

/**
 * True for the same host and a path that starts with the announced one, whatever the scheme: plain and secure end
 * together.
 */
function names(address: string, configured: URL): boolean {
  const announced = parsedAddress(address)
  if (announced?.hostname !== configured.hostname || isCurrent(announced)) return false
  const path = announced.pathname.replace(/\/+$/, '')
  return path === '' || configured.pathname === path || configured.pathname.startsWith(`${path}/`)
}

/** Address of an announcement, with or without a scheme; `undefined` for the path of an endpoint. */
function parsedAddress(address: string): URL | undefined {
  const url = address.includes('://') ? address : `https://${address}`
  return address.startsWith('/') || !URL.canParse(url) ? undefined : new URL(url)
}

const isExchange = ({ hostname }: URL): boolean => /(?:^|\.)mexc\.co(?:m)?$/.test(hostname)

/** True for addresses in use: a misread announcement must not block them. */
const isCurrent = ({ hostname }: URL): boolean =>
  [STREAMS_ADDRESS, REST_ADDRESS].some((address) => new URL(address).hostname === hostname)
