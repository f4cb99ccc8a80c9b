/**
 * Head checkpoint: the last event of a ledger, kept beside the ledger files, which reveals a ledger that was restored,
 * cut or exchanged. It is written after each commit without waiting for the disk, so it may lag behind its ledger and
 * is never ahead.
 */

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { ownerOnlyFile, ownerOnlyFolder } from '@spotdeck/ports/node'

/** Last event of a ledger and its epoch. */
export type Seen = { readonly epoch: string; readonly n: number; readonly head: string }

/** The last head of one ledger. */
export interface HeadCheckpoint {
  /** Returns the stored head; `undefined` where there is none or it cannot be read. */
  read(): Seen | undefined
  write(seen: Seen): void
  /** Idempotent. */
  close(): void
}

/** Longer than any entry: each overwrites the previous one in one call. */
const LENGTH = 256

/** Keeps the checkpoint in one small file that only its owner can read. */
export function fileHeadCheckpoint(path: string): HeadCheckpoint {
  let file: number | undefined
  return {
    read: () => (existsSync(path) ? parse(readFileSync(path, 'utf8')) : undefined),
    write({ epoch, n, head }) {
      file ??= openForWriting(path)
      writeSync(file, `${epoch} ${n} ${head}`.padEnd(LENGTH - 1) + '\n', 0)
    },
    close() {
      if (file === undefined) return
      fsyncSync(file)
      closeSync(file)
      file = undefined
    },
  }
}

/** Removes the checkpoint: the next start of this ledger begins a new epoch. */
export function clearHeadCheckpoint(path: string): void {
  rmSync(path, { force: true })
}

function openForWriting(path: string): number {
  ownerOnlyFolder(dirname(path))
  if (existsSync(path)) ownerOnlyFile(path)
  return openSync(path, existsSync(path) ? 'r+' : 'w', 0o600)
}

function parse(text: string): Seen | undefined {
  const found = /^([0-9a-f]{8,64}) (\d{1,15}) ([0-9a-f]{64}) *\n$/.exec(text)
  if (found === null) return undefined
  const [, epoch = '', n, head = ''] = found
  return { epoch, n: Number(n), head }
}
