/** The sandbox's folder: the venue's file and the market's file, or memory when no folder is named. */

import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { ownerOnlyFile, ownerOnlyFolder } from '@spotdeck/ports/node'
import { openDatabase } from '../market/data/database.ts'
import { sqliteMarketStore } from '../market/data/sqlite-store.ts'
import { type MarketStore, memoryMarketStore } from '../market/data/store.ts'
import { SandboxStartError } from '../start-error.ts'
import { MemoryStore } from './memory-store.ts'
import { openSqliteStore } from './sqlite-store.ts'
import type { VenueStore } from './store.ts'

/** The open stores of one data folder; `close` is idempotent. */
export type Stores = { readonly venue: VenueStore; readonly market: MarketStore; close(): void }

/** @throws {SandboxStartError} `SANDBOX_DATA_UNWRITABLE`, `SANDBOX_DATA_IN_USE`, `SANDBOX_DATA_BROKEN` */
export function openStores(dataDir: string | undefined): Stores {
  if (dataDir === undefined) return { venue: new MemoryStore(), market: memoryMarketStore(), close() {} }
  makeWritable(dataDir)
  const opened: { close(): void }[] = []
  const open = <Store extends { close(): void }>(make: () => Store): Store => {
    const store = tryOpen(dataDir, make)
    opened.push(store)
    return store
  }
  const closeAll = (): void =>
    opened
      .splice(0)
      .reverse()
      .forEach((store) => store.close())
  try {
    open(() => holdLock(join(dataDir, 'lock.db')))
    const venue = open(() => openSqliteStore(join(dataDir, 'venue.db')))
    const market = open(() => sqliteMarketStore(join(dataDir, 'market.db')))
    return { venue, market, close: closeAll }
  } catch (error) {
    closeAll()
    throw error
  }
}

/** Returns whether a folder has the state of an exchange. */
export function hasVenue(dataDir: string | undefined): boolean {
  return dataDir !== undefined && existsSync(join(dataDir, 'venue.db'))
}

/** One sandbox a folder: an open transaction is a lock that the end of the process frees, however it ends. */
function holdLock(path: string): { close(): void } {
  ownerOnlyFile(path)
  const database = openDatabase(path)
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw error
  }
  return { close: () => void database.close() }
}

function makeWritable(dataDir: string): void {
  try {
    // One that exists and holds something else is not ours to close.
    if (!existsSync(dataDir) || hasVenue(dataDir)) ownerOnlyFolder(dataDir)
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new SandboxStartError(
      'SANDBOX_DATA_UNWRITABLE',
      `Cannot write to ${dataDir}: make it a folder of yours or choose another one with --data.`,
      { cause },
    )
  }
}

function tryOpen<Store>(dataDir: string, open: () => Store): Store {
  try {
    return open()
  } catch (cause) {
    throw openError(dataDir, cause)
  }
}

function openError(dataDir: string, cause: unknown): SandboxStartError {
  const text = cause instanceof Error ? cause.message : ''
  if (/Cannot find (module|package) '?(libsql|@libsql)/.test(text)) {
    return new SandboxStartError(
      'SANDBOX_DATA_UNAVAILABLE',
      'A data folder needs the package libsql: run `npm install libsql`, or start without --data.',
      { cause },
    )
  }
  if (/locked|busy/i.test(text)) {
    return new SandboxStartError(
      'SANDBOX_DATA_IN_USE',
      `Another sandbox runs on ${dataDir}: stop it or choose another folder with --data.`,
      { cause },
    )
  }
  if (/readonly|unable to open|permission/i.test(text)) {
    return new SandboxStartError(
      'SANDBOX_DATA_UNWRITABLE',
      `Cannot write the files in ${dataDir}: give yourself the right to or choose another folder with --data.`,
      { cause },
    )
  }
  return new SandboxStartError(
    'SANDBOX_DATA_BROKEN',
    `The files in ${dataDir} cannot be read: move the folder away to start anew, or restore a copy of it.`,
    { cause },
  )
}
