/**
 * Decides which addresses are this server's own. A page of another site can make a browser send requests here: its Host
 * (DNS rebinding) and its Origin reveal it.
 */

import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { type RelyingParty, relyingPartyOf } from './passkeys/relying-party.ts'

/** Addresses of this server. */
export type Addresses = {
  /** Returns whether a request with this Host header is addressed to this server. */
  readonly isOurHost: (host: string | undefined) => boolean
  /**
   * Returns whether a page of this origin may write and open sockets: it was served under this Host. Without an Origin
   * the request is not a browser page's.
   */
  readonly isOurOrigin: (origin: string | undefined, host: string | undefined) => boolean
  /** Address at which the page is opened. */
  readonly url: string
  readonly secure: boolean
  /** Address at which passkeys work; `undefined` where none suits WebAuthn. */
  readonly relyingParty: RelyingParty | undefined
}

/** Listening address and the public one. */
export type AddressOptions = {
  readonly host: string
  readonly port: number
  readonly publicUrl?: string | undefined
  /** Address at which other gateways reach this one. */
  readonly advertiseUrl?: string | undefined
  /** The numbers of this machine now; those of its network cards unless told. */
  readonly ownAddresses?: () => readonly string[]
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']
const WILDCARD = new Set(['0.0.0.0', '::', ''])

const HTTP = 'http://'

/** The addresses under which this server accepts requests. */
export function ourAddresses(options: AddressOptions): Addresses {
  const { host, port, publicUrl, advertiseUrl, ownAddresses = cardAddresses } = options
  const advertised = advertiseUrl === undefined ? undefined : new URL(advertiseUrl)
  const open = publicUrl === undefined ? undefined : new URL(publicUrl)
  const names = [...LOOPBACK, bracketed(host)]
  const hosts = new Set(names.flatMap((name) => withPort(name.toLowerCase(), port)))
  const isEverywhere = WILDCARD.has(host)
  const isOwn = (name: string): boolean =>
    hosts.has(name) ||
    (isEverywhere && ownAddresses().some((own) => withPort(bracketed(own.toLowerCase()), port).includes(name)))
  return {
    isOurHost(given) {
      const name = given?.toLowerCase()
      return (
        name !== undefined &&
        (name === open?.host || name === advertised?.host || hosts.has(name) || (isEverywhere && isAddress(name, port)))
      )
    },
    isOurOrigin(origin, given) {
      if (origin === undefined || origin === open?.origin) return true
      const name = origin.startsWith(HTTP) ? origin.slice(HTTP.length).toLowerCase() : undefined
      // A bare number proves nothing of a page: another machine may serve its own on the same port.
      return name !== undefined && name === given?.toLowerCase() && isOwn(name)
    },
    url: open === undefined ? `http://${isEverywhere ? LOOPBACK[0] : bracketed(host)}:${port}` : withoutSlash(open),
    secure: open?.protocol === 'https:',
    relyingParty: relyingPartyOf(options),
  }
}

/** A number can be no rebound name, so a server that listens everywhere answers under any of its own. */
function isAddress(given: string, port: number): boolean {
  const suffix = `:${port}`
  const name = given.endsWith(suffix) ? given.slice(0, -suffix.length) : port === 80 ? given : ''
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0
}

const cardAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((card) => (card ?? []).map(({ address }) => address))
const withPort = (name: string, port: number): string[] => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])
const bracketed = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)
const withoutSlash = (url: URL): string => `${url.origin}${url.pathname.replace(/\/+$/, '')}`
