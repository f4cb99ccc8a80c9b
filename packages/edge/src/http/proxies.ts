/**
 * Finds the caller's address behind reverse proxies. Anybody can write the headers: only those of named proxies are
 * trusted, and of a list only the entries that trusted proxies added.
 */

import { BlockList, isIP } from 'node:net'
import type { EdgeRequest } from '../answer/answer.ts'

/** Address and headers of a caller. */
export type Caller = Pick<EdgeRequest, 'ip' | 'headers'>

/** The request as it reached the outermost proxy that is trusted; as it is where none is. */
export type CallerOf = (peer: string, headers: EdgeRequest['headers']) => Caller

/** Trusted reverse proxies. */
export type Proxies = {
  readonly callerOf: CallerOf
  /** True for the address of a proxy that is trusted. */
  readonly isProxy: (address: string) => boolean
}

/**
 * Addresses (`10.0.0.7`, `::1`) and networks (`10.0.0.0/8`) of proxies.
 * @returns the one that is none as `wrong`
 */
export function trustProxies(given: readonly string[]): Proxies | { readonly wrong: string } {
  const trusted = new BlockList()
  for (const text of given) if (!add(trusted, text)) return { wrong: text }
  const isTrusted = (ip: string): boolean => isIP(ip) !== 0 && trusted.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')
  return {
    isProxy: isTrusted,
    callerOf(peer, headers) {
      if (!isTrusted(peer)) return { ip: peer, headers }
      const way = (headers['x-forwarded-for'] ?? '')
        .split(',')
        .map(bare)
        .filter((ip) => isIP(ip) !== 0)
      const host = headers['x-forwarded-host']?.split(',').at(-1)?.trim()
      return {
        ip: way.findLast((ip) => !isTrusted(ip)) ?? way[0] ?? peer,
        headers: host === undefined || host === '' ? headers : { ...headers, host },
      }
    },
  }
}

function add(list: BlockList, text: string): boolean {
  const [address = '', bits] = text.split('/')
  const family = isIP(address)
  if (family === 0) return false
  const type = family === 6 ? 'ipv6' : 'ipv4'
  if (bits === undefined) list.addAddress(address, type)
  else if (!/^\d{1,3}$/.test(bits) || Number(bits) > (family === 6 ? 128 : 32)) return false
  else list.addSubnet(address, Number(bits), type)
  return true
}

/** An address as proxies write it: some add a port, and brackets. */
function bare(text: string): string {
  const trimmed = text.trim()
  return /^\[([^\]]*)\]/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed
}
