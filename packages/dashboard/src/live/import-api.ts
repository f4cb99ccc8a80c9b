/** Importing the exchange's own exports, as typed calls: looked at first, applied when the owner says so. */

import type { ImportApplied, ImportPreview, ImportRequest } from '@spotdeck/api'
import { type Send, of } from './call.ts'

export interface ImportApi {
  /** What a file would do; nothing is written. */
  previewImport(account: string, request: ImportRequest): Promise<ImportPreview>
  /** Writes what was previewed under this id. */
  applyImport(account: string, importId: string): Promise<ImportApplied>
}

/** A long export takes the gateway a while. */
const IMPORT_TIMEOUT_MS = 120_000

/** The calls through `send`. */
export function importApi(send: Send): ImportApi {
  const post = { method: 'POST', timeoutMs: IMPORT_TIMEOUT_MS } as const
  return {
    previewImport: (account, request) => send(`${of(account)}/import`, { ...post, body: request }),
    applyImport: (account, importId) =>
      send(`${of(account)}/import/${encodeURIComponent(importId)}/apply`, { ...post, body: {} }),
  }
}

/** How many bytes go into one call of `fromCharCode`, whose arguments are limited. */
const CHUNK = 32_768

/** Bytes as base64. */
export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(text)
}
