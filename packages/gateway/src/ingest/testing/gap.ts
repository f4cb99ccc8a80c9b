/** A gap in what is heard of an account, and what the ledger says of the money that moved in it. */

import type { Rig } from './rig.ts'

const MINUTE = 60_000

/** What the account does while its stream is down; answers when that was. */
export async function inAGap(rig: Rig, act: () => void): Promise<number> {
  rig.down()
  await rig.time.advance(1_000)
  const at = rig.time.now()
  act()
  await rig.time.advance(1_000)
  rig.up()
  await rig.live()
  await rig.time.advance(MINUTE)
  return at
}

/** The last three flows of the ledger: reason and amount. */
export const flowsToldLast = async (rig: Rig): Promise<readonly string[]> =>
  (await rig.store.flows()).slice(-3).map(({ reason, change }) => `${reason} ${change}`)
