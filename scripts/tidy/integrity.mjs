// Every archive that an install takes from a registry is pinned by its SHA-512, and by no address: a mirror may serve it, but not
// change it. What is bundled in its parent's archive is pinned with that.

import { lockedPackages } from '../lib/lock-file.mjs'

/** @param {ReturnType<typeof lockedPackages>} packages */
export function* checkIntegrity(packages = lockedPackages()) {
  for (const { place, version, integrity, resolved, isBundled } of packages) {
    const entry = `package-lock.json: ${place} ${version}`
    if (resolved !== undefined && !isBundled) yield `${entry} names an address: take "resolved" out`
    if (!isBundled && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))
      yield `${entry} has no SHA-512 integrity: install it again from the registry`
  }
}
