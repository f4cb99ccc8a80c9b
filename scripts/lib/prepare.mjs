// The beginning of every script: what is missing is installed, what changed is built.

import { join } from 'node:path'
import { buildAll, buildPackages } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { locked } from './lock.mjs'
import { root } from './steps.mjs'

const BUILDS = { everything: buildAll, packages: buildPackages, nothing: () => undefined }

/**
 * @param {'run' | 'all'} mode what is installed
 * @param {keyof typeof BUILDS} builds
 */
export async function prepare(mode, builds = 'everything') {
  await locked(join(root, '.build.lock'), async () => {
    ensureInstalled(mode)
    await BUILDS[builds]()
  })
}
