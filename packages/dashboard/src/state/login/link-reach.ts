/** From where the address of a link can be opened. */

/** `machine`: on this machine alone. `network`: in a private network. `anywhere`: by its public name or address. */
export type LinkReach = 'machine' | 'network' | 'anywhere'

const MACHINE = /^(?:localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
/** RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291 and names without a public domain. */
const NETWORK = [
  /^(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(?:\.\d+)+$/,
  /^\[f(?:[cd]|e[89ab])/,
  /^[^.[]+$|\.(?:local|lan|internal|home\.arpa)$/,
]

/** Judges an address by its host. */
export function linkReach(url: string): LinkReach {
  const { hostname } = new URL(url)
  if (MACHINE.test(hostname)) return 'machine'
  return NETWORK.some((kind) => kind.test(hostname)) ? 'network' : 'anywhere'
}
