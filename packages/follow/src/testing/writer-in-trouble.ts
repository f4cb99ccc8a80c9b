/**
 * A process whose ledger stands where it cannot be written, or not for long. `node program open FOLDER` says what opening it
 * answers. `node program write FOLDER` writes until the disk is full, says so, makes room by deleting FOLDER/ballast, and goes on.
 */

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { decimal, zero } from '@spotdeck/exact'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeTimers } from '@spotdeck/ports/node'
import { Writer } from '../shell/writer.ts'
import { DataFolderError } from '@spotdeck/store'
import { lockDirectory } from '@spotdeck/store'
import { openSqliteStore } from '@spotdeck/store'

/** Events after there is room again. */
const MORE = 20
/** Tries that are refused before room is made. */
const REFUSED = 3

const [, , how = '', folder = ''] = process.argv
const say = (text: string): unknown => process.stdout.write(`${text}\n`)

function tried(what: string, work: () => { close(): unknown } | { release(): unknown }): void {
  try {
    const made = work()
    if ('close' in made) made.close()
    else made.release()
    say(`${what} opened`)
  } catch (error) {
    say(`${what} ${error instanceof DataFolderError ? `${error.code} ${error.message}` : String(error)}`)
  }
}

const open = () =>
  openSqliteStore({
    path: join(folder, 'main.db'),
    identity: { account: 'main', host: 'test', user: '1' },
    newEpoch: 'abcdef01',
  })

if (how === 'open') {
  tried('lock', () => lockDirectory(folder))
  tried('ledger', open)
} else {
  const store = open()
  let refused = 0
  const writer = new Writer({
    store,
    state: await store.load(),
    now: () => nodeClock.now(),
    timers: nodeTimers,
    log: { ...silentLog, error: (told: object) => noteRefusal(told) },
    publish: (_events, state) => void say(`published ${state.seq}`),
  })
  for (let after = 0; after < MORE; after += refused >= REFUSED ? 1 : 0) await writer.propose(() => [next()])
  say(`stored ${JSON.stringify(await store.verify())}`)
  await store.close()

  function noteRefusal(told: object): void {
    refused += 1
    say(`refused ${writer.writing?.code ?? ''} ${writer.writing?.attempt ?? ''} ${JSON.stringify(told)}`)
    if (refused === REFUSED) rmSync(join(folder, 'ballast'))
  }

  function next() {
    const change = {
      asset: 'USDT',
      free: decimal<'asset'>(String(writer.state.seq + 1)),
      locked: zero<'asset'>(),
      freeChange: decimal<'asset'>('1'),
      lockedChange: zero<'asset'>(),
      reason: 'DEPOSIT',
      time: nodeClock.now(),
    }
    return { type: 'asset.changed', change, time: change.time, source: 'stream' } as const
  }
}
