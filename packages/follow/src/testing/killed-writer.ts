/** A process that writes a ledger as fast as it can and says each seq once it is published; its parent kills it. */

import { decimal, zero } from '@spotdeck/exact'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeTimers } from '@spotdeck/ports/node'
import { Writer } from '../machine/writer.ts'
import { openSqliteStore } from '../store/sqlite/sqlite.ts'

const path = process.argv[2] ?? ''
const store = openSqliteStore({ path, identity: { account: 'main', host: 'test', user: '1' }, newEpoch: 'abcdef01' })
const writer = new Writer({
  store,
  state: await store.load(),
  now: () => nodeClock.now(),
  timers: nodeTimers,
  log: silentLog,
  publish: (_events, state) => void process.stdout.write(`${state.seq} ${state.assets.get('USDT')?.free}\n`),
})

for (;;) {
  await writer.serial(async () => {
    const free = decimal<'asset'>(String(writer.state.seq + 1))
    const change = {
      asset: 'USDT',
      free,
      locked: zero<'asset'>(),
      freeChange: decimal<'asset'>('1'),
      lockedChange: zero<'asset'>(),
      reason: 'DEPOSIT',
      time: nodeClock.now(),
    }
    await writer.write([{ type: 'asset.changed', change, time: change.time, source: 'stream' }])
  })
  await new Promise((resolve) => setImmediate(resolve))
}
