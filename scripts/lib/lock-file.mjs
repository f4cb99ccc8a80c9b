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
