// The files that are looked at: what git tracks or would track.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../lib/steps.mjs'

export function trackedFiles() {
  const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return list.split('\n').filter((file) => file !== '' && existsSync(join(root, file)))
}

export const read = (file) => readFileSync(join(root, file), 'utf8')
export const isTest = (file) => /\.test\.tsx?$|\/testing\/|^tests\//.test(file)
export const isGenerated = (file) => file.includes('/generated/')
