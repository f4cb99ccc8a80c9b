/** What tests ask of a rig: that it is following, and where its ledger differs from what the exchange holds true. */

import { NO_BALANCE, sameBalance } from '@spotdeck/ledger'
import type { Rig } from './rig.ts'

/** Funds the account and follows it until it has been live for a while. */
export async function startedRig(rig: Rig): Promise<Rig> {
  rig.venue.deposit('USDT', '1000')
  rig.venue.deposit('MX', '50')
  await rig.start()
  rig.up()
  await rig.live()
  await rig.time.advance(90_000)
  return rig
}

/** Assets whose balance is not what the exchange holds true, with both sides. */
export function wrongAssets(rig: Rig): readonly string[] {
  return [...rig.venue.balances].flatMap(([asset, truth]) => {
    const held = rig.state.assets.get(asset) ?? NO_BALANCE
    return sameBalance(held, truth) ? [] : [`${asset}: ${held.free} ${held.locked}, true ${truth.free} ${truth.locked}`]
  })
}
