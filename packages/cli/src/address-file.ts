/**
 * Address of a running gateway, written to the data directory for the commands that run beside it. Contains no secret.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const fileIn = (data: string): string => join(data, 'address')

/** Writes the address; returns a function that removes the file. */
export function writeAddress(data: string, url: string): () => void {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  writeFileSync(fileIn(data), `${url}\n`, { mode: 0o600 })
  return () => rmSync(fileIn(data), { force: true })
}

/** The address of the gateway that runs, or last ran, on this data directory. */
export function readAddress(data: string): string | undefined {
  try {
    const url = readFileSync(fileIn(data), 'utf8').trim()
    return URL.canParse(url) ? url : undefined
  } catch {
    return undefined
  }
}
