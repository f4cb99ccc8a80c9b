// Checks that everything that ships runs on every supported Node: walks the lock file and reads each package's engines.

import { read } from './files.mjs'

/** One version of each line we support; the first is the oldest. */
const supported = [
  [20, 19, 0],
  [22, 13, 0],
  [24, 0, 0],
]

export function* checkEngines() {
  const { packages } = JSON.parse(read('package-lock.json'))
  for (const [place, entry] of Object.entries(packages)) {
    const range = entry.engines?.node
    if (range === undefined || entry.dev || entry.devOptional) continue
    for (const version of supported) {
      if (!satisfies(version, range))
        yield `package-lock.json: ${place} ${entry.version} wants Node ${range}, which excludes ${version.join('.')}`
    }
  }
}

/** Returns whether a version lies in an engines range: `||` of comparators joined by spaces, the forms that packages use. */
function satisfies(version, range) {
  return range.split('||').some((part) => {
    const comparators = part
      .trim()
      .replace(/(>=?|<=?|\^|~|=)\s+/g, '$1')
      .split(/\s+/)
    return comparators.every((comparator) => matches(version, comparator))
  })
}

function matches(version, comparator) {
  const match = /^(>=|>|<=|<|\^|~|=)?v?(\d+|\*|x)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?/.exec(comparator)
  if (match === null || match[2] === '*' || match[2] === 'x') return true
  const parts = [match[2], match[3], match[4]].map((part) =>
    part === undefined || /[x*]/.test(part) ? undefined : Number(part),
  )
  const wanted = parts.map((part) => part ?? 0)
  const order = compare(version, wanted)
  if (match[1] === '>=') return order >= 0
  if (match[1] === '>') return parts[1] === undefined ? version[0] > wanted[0] : order > 0
  if (match[1] === '<=') return order <= 0
  if (match[1] === '<') return order < 0
  if (match[1] === '^') return order >= 0 && version[0] === wanted[0]
  if (match[1] === '~')
    return order >= 0 && version[0] === wanted[0] && (parts[1] === undefined || version[1] === wanted[1])
  return parts.every((part, index) => part === undefined || part === version[index])
}

function compare(a, b) {
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] - b[i]
  return 0
}
