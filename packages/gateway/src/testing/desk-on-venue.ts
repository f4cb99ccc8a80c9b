/** A complete gateway over a small venue and a fake SDK, under virtual time, with a ledger on disk. */

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { FakeVenue } from '@spotdeck/follow/testing'
import type { DeskConfig } from '../config/desk-config.ts'
import { type RunningDesk, openDesk } from '../open-desk.ts'
import { type Storage, diskStorage } from '../storage.ts'
import { fakeSdk } from './fake-sdk.ts'

/** Starts the gateway. `open`, `close` and `live` advance the virtual time until they are done. */
export function deskOnVenue(
  dataDir = join(mkdtempSync(join(tmpdir(), 'spotdeck-desk-')), 'data'),
  more: Partial<DeskConfig> = {},
  storage: (dataDir: string) => Storage = diskStorage,
) {
  const time = new VirtualTime()
  const venue = new FakeVenue(time)
  venue.deposit('USDT', '1000')
  venue.deposit('MX', '50')
  const sdk = fakeSdk(time, venue)
  const config: DeskConfig = {
    accounts: [
      {
        id: 'main',
        label: 'Main',
        credentials: { apiKey: 'mx0key', secret: 'very-secret' },
        trading: true,
        plans: true,
      },
    ],
    restUrl: 'http://127.0.0.1:9090',
    wsUrl: 'ws://127.0.0.1:9090/ws',
    dataDir,
    ...more,
  }
  const world = {
    clock: time,
    timers: time,
    random: seededRandom(7),
    sign: nodeSign,
    log: silentLog,
    fetch: () => Promise.reject(new Error('No network in this test.')),
    openSocket: () => {
      throw new Error('No network in this test.')
    },
  }
  const open = async (): Promise<RunningDesk> => {
    let running: RunningDesk | undefined
    let failure: unknown
    openDesk(config, world, { sdk, storage: storage(dataDir) }).then(
      (value) => (running = value),
      (error: unknown) => (failure = error),
    )
    await time.until(() => running !== undefined || failure !== undefined)
    if (running === undefined) throw failure
    return running
  }
  const close = async (running: RunningDesk): Promise<void> => {
    let closed = false
    void running.close().then(() => (closed = true))
    await time.until(() => closed, 10_000)
  }
  const live = (running: RunningDesk) => time.until(() => running.desk.accounts()[0]?.status.state === 'live')
  return { time, venue, sdk, config, open, close, live }
}
