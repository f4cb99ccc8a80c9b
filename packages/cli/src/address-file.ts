/**
 * Address and version of a running gateway, written to the data directory for the commands that run beside it. Contains
 * no secret.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from './version.ts'

const fileIn = (data: string): string => join(data, 'address')

/** Writes address and version; returns a function that removes the file. */
export function writeAddress(data: string, url: string): () => void {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  writeFileSync(fileIn(data), `${url}\n${VERSION}\n`, { mode: 0o600 })
  return () => rmSync(fileIn(data), { force: true })
}

/** The address of the gateway that runs, or last ran, on this data directory. */
export function readAddress(data: string): string | undefined {
  const [url = ''] = linesIn(data)
  return URL.canParse(url) ? url : undefined
}

/** Version of that gateway; `undefined` where it did not say. */
export function readVersion(data: string): string | undefined {
  return linesIn(data)[1] || undefined
}

function linesIn(data: string): readonly string[] {
  try {
    return readFileSync(fileIn(data), 'utf8').split('\n')
  } catch {
    return []
  }
}
