/** A gap in the stream, and the flows that the ledger booked for it. */

import { MINUTE_MS } from '@spotdeck/ports'
import type { Rig } from './rig.ts'

/** Runs `act` while the stream is down; returns the start of the gap. */
export async function inAGap(rig: Rig, act: () => void): Promise<number> {
  rig.down()
  await rig.time.advance(1_000)
  const at = rig.time.now()
  act()
  await rig.time.advance(1_000)
  rig.up()
  await rig.live()
  await rig.time.advance(MINUTE_MS)
  return at
}

/** The last three flows of the ledger: reason and amount. */
export const flowsToldLast = async (rig: Rig): Promise<readonly string[]> =>
  (await rig.store.flows()).slice(-3).map(({ reason, change }) => `${reason} ${change}`)
