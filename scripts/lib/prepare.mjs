// The beginning of every script: what is missing is installed, what changed is built.

import { join } from 'node:path'
import { buildAll, buildProduct, buildProgram } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { locked } from './lock.mjs'
import { root } from './steps.mjs'

const BUILDS = { everything: buildAll, product: buildProduct, command: buildProgram, nothing: () => undefined }

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
