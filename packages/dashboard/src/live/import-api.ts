/** Importing the exchange's own exports, as typed calls: looked at first, applied when the owner says so. */

import type { ImportProgress, ImportRequest, Message } from '@spotdeck/api'
import { type Send, of } from './call.ts'

/** Follows an import while it runs: `onProgress` is told how far it is, and aborting `signal` cancels it. */
export type ImportWatch = {
  readonly onProgress: (progress: ImportProgress) => void
  readonly signal: AbortSignal
}

/** The file itself goes out within this. */
const UPLOAD_TIMEOUT_MS = 120_000
const LOOK_EVERY_MS = 300

/** Dependencies of the import calls. */
export type ImportParts = {
  readonly send: Send
  /** Runs `run` once after `delayMs`; answers the way to cancel it. */
  readonly after: (delayMs: number, run: () => void) => () => void
  /** The error of a problem that the gateway told of. */
  readonly failed: (problem: Message) => Error
}

/** The calls through `send`: an import is begun, and looked at until it ends. */
export function importApi(parts: ImportParts) {
  const { send } = parts
  const post = { method: 'POST', timeoutMs: UPLOAD_TIMEOUT_MS } as const
  return {
    /** Previews the effect of a file; nothing is written. */
    previewImport: async (account: string, request: ImportRequest, watch: ImportWatch) => {
      const begun = await send<ImportProgress>(`${of(account)}/import?wait=false`, { ...post, body: request })
      const { preview } = await ended(parts, { account, begun, canceled: () => CANCELED }, watch)
      if (preview === null) throw parts.failed(CANCELED)
      return preview
    },
    /** Writes what was previewed under this id. */
    applyImport: async (account: string, importId: string, watch: ImportWatch) => {
      const path = `${of(account)}/import/${encodeURIComponent(importId)}/apply?wait=false`
      const begun = await send<ImportProgress>(path, { ...post, body: {} })
      const { applied } = await ended(parts, { account, begun, canceled: canceledAfter }, watch)
      if (applied === null) throw parts.failed(CANCELED)
      return applied
    },
  }
}

const CANCELED: Message = { code: 'IMPORT_CANCELED', params: {} }
/** `written` rows stay. */
const canceledAfter = ({ done }: ImportProgress): Message => ({ code: 'IMPORT_CANCELED', params: { written: done } })

type Begun = {
  readonly account: string
  readonly begun: ImportProgress
  /** The problem that a canceled one rejects with. */
  readonly canceled: (end: ImportProgress) => Message
}

/** Looks at an import until nothing of it runs. */
async function ended(
  { send, after, failed }: ImportParts,
  { account, begun, canceled }: Begun,
  { onProgress, signal }: ImportWatch,
): Promise<ImportProgress> {
  const path = `${of(account)}/import/${encodeURIComponent(begun.importId)}`
  let isCanceled = false
  for (let now = begun; ; now = await send<ImportProgress>(path)) {
    if (now.problem !== null) throw failed(now.problem)
    if (now.phase === 'canceled') throw failed(canceled(now))
    if (now.phase === 'ready' || now.phase === 'applied') return now
    onProgress(now)
    if (signal.aborted && !isCanceled) {
      isCanceled = true
      await send(path, { method: 'DELETE' })
    }
    await new Promise<void>((resolve) => void after(LOOK_EVERY_MS, resolve))
  }
}

/** Bytes per call of `fromCharCode`, whose number of arguments is limited. */
const CHUNK = 32_768

/** Bytes as base64. */
export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(text)
}
