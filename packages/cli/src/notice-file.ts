/** A file of announcements as the user saved it: read whole, within a bound, and again when it changes. */

import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { NoticeFile } from '@spotdeck/gateway/notices'
import { CommandError } from './command-error.ts'

const MAX_BYTES = 4 * 1024 * 1024

/** @throws {CommandError} `NOTICES_UNREADABLE` */
export function readNoticeFile(file: string): NoticeFile {
  const path = resolve(file)
  let version = versionOf(path)
  const reread = (): string | undefined => {
    const found = versionOf(path)
    if (found === undefined || found === version) return undefined
    version = found
    try {
      return textOf(path)
    } catch {
      return undefined
    }
  }
  return { name: basename(path), text: textOf(path), reread }
}

/** Size and time of the last change; `undefined` for a file that is away. */
function versionOf(path: string): string | undefined {
  try {
    const { size, mtimeMs } = statSync(path)
    return `${size} ${mtimeMs}`
  } catch {
    return undefined
  }
}

function textOf(path: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    const message = `Cannot read the announcements in ${path}: check that it is a file and that you may read it.`
    throw new CommandError('NOTICES_UNREADABLE', message, { cause })
  }
  if (bytes.length > MAX_BYTES) {
    throw new CommandError(
      'NOTICES_UNREADABLE',
      `${path} is larger than ${MAX_BYTES} bytes: save the announcement alone.`,
    )
  }
  return bytes.toString('utf8')
}
