/** Origins that an operator named as gateways: what a database says about addresses is not enough to send an order there. */

import { BlockList, isIP } from 'node:net'

/** A network of gateways at one port: http://10.0.0.0/8:8787. */
const NETWORK = /^(https?:)\/\/\[?([\da-f.:]+)\]?\/(\d{1,3}):(\d{1,5})$/

/** True for an address without a path, a query or anything else that is no origin. */
export const isOrigin = (text: string): boolean =>
  /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text

/** True for what a list of origins may contain: an origin, or a network with a port. */
export const isOriginPattern = (text: string): boolean => isOrigin(text) || networkOf(text) !== undefined

/** True if the address is an origin that the list names. */
export function isNamed(named: readonly string[], address: string): boolean {
  if (!isOrigin(address)) return false
  const { protocol, hostname, port } = new URL(address)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return named.some((one) => {
    if (one === address) return true
    const network = networkOf(one)
    if (network === undefined || isIP(host) === 0) return false
    const isPort = network.port === (port || (protocol === 'https:' ? '443' : '80'))
    return isPort && network.protocol === protocol && network.list.check(host, familyOf(host))
  })
}

function networkOf(text: string) {
  const [, protocol = '', net = '', bits = '', port = ''] = NETWORK.exec(text) ?? []
  if (isIP(net) === 0 || Number(bits) > (isIP(net) === 6 ? 128 : 32)) return undefined
  const list = new BlockList()
  list.addSubnet(net, Number(bits), familyOf(net))
  return { protocol, port, list }
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
