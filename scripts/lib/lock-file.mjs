// The packages of package-lock.json, as the checks and the bill of materials read them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './steps.mjs'

/** Registry packages: not our own workspaces, nor the links to them. `isBundled`: it came inside its parent's archive. */
export function lockedPackages(text = readFileSync(join(root, 'package-lock.json'), 'utf8')) {
  const { packages } = JSON.parse(text)
  return Object.entries(packages)
    .filter(([place, { link }]) => place.includes('node_modules/') && link !== true)
    .map(([place, entry]) => ({
      place,
      name: entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: entry.version,
      integrity: entry.integrity,
      resolved: entry.resolved,
      license: entry.license,
      isDevelopment: entry.dev === true || entry.devOptional === true,
      isBundled: entry.inBundle === true,
      hasInstallScript: entry.hasInstallScript === true,
    }))
}

/**
 * Places of all registry packages that these workspaces need at run time, such as `node_modules/ws`: their dependencies, and those of
 * each dependency, found as Node finds them. Optional ones of other platforms are among them.
 */
export function shippedPlaces(workspaces, text = readFileSync(join(root, 'package-lock.json'), 'utf8')) {
  const { packages } = JSON.parse(text)
  const found = new Set()
  const waiting = [...workspaces]
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = packages[from]
    const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const place = placeOf(packages, from, name)
      if (place === undefined || packages[place].link === true || found.has(place)) continue
      found.add(place)
      waiting.push(place)
    }
  }
  return [...found].sort()
}

/** Finds a package from a place as Node does: beside it, or above. */
function placeOf(packages, from, name) {
  for (let above = from; ; above = above.slice(0, Math.max(0, above.lastIndexOf('/')))) {
    const place = `${above === '' ? '' : `${above}/`}node_modules/${name}`
    if (place in packages) return place
    if (above === '') return undefined
  }
}

/** 1 when `a` is newer than `b`, -1 when it is older, 0 when they are the same. A prerelease is older than its release. */
export function compareVersions(a, b) {
  const [[coreA, preA], [coreB, preB]] = [a, b].map((text) => text.split('+')[0].split(/-(.*)/s))
  const [left, right] = [coreA, coreB].map((core) => core.split('.').map(Number))
  for (let part = 0; part < 3; part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0)
    if (difference !== 0) return Math.sign(difference)
  }
  if (preA === preB) return 0
  return preA === undefined || (preB !== undefined && preA > preB) ? 1 : -1
}
