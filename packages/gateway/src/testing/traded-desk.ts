/** A desk whose account has traded, and imports on it under virtual time. */

import { DAY_MS } from '@spotdeck/ports'
import type { VirtualTime } from '@spotdeck/ports/virtual'
import { type DepositRow, depositsFile, request } from '@spotdeck/imports/testing'
import type { Desk } from '@spotdeck/edge'
import { importsIn } from './account-in.ts'
import { deskOnVenue } from './desk-on-venue.ts'

/** Bought twice, sold once, paid in and out: what a small account's month looks like. */
export async function traded() {
  const rig = deskOnVenue()
  const running = await rig.open()
  await rig.live(running)
  const { time, venue, sdk } = rig
  const trade = async (side: 'BUY' | 'SELL', price: string, quantity: string): Promise<void> => {
    venue.fill(venue.place('MXUSDT', side, price, quantity) ?? '', quantity)
    await time.advance(2_000)
  }
  await trade('BUY', '2', '10')
  await trade('BUY', '4', '10')
  await trade('SELL', '5', '15')
  venue.deposit('USDT', '500')
  await time.advance(130_000)
  sdk.prices.set('MXUSDT', '5')
  const now = time.now()
  const span = { from: now - DAY_MS, to: now + 1 }
  return { ...rig, running, desk: running.desk, span, zoned: { ...span, zone: 'UTC' } }
}

/** Resolves with the result of an import's call; time goes on while the import lets others run. */
export async function applied<Result>(time: VirtualTime, work: Promise<Result>): Promise<Result> {
  let isDone = false
  const ended = work.finally(() => (isDone = true))
  ended.catch(() => undefined)
  await time.until(() => isDone)
  return ended
}

/** Imports the deposits of what `deskOnVenue` holds at first, made at `at` (ms): its past is then known in full. */
export function explained(desk: Desk, time: VirtualTime, at: number): Promise<void> {
  return imported(desk, time, [at, 'USDT', '1000'], [at, 'MX', '50'])
}

/** Imports deposits and waits until what follows from them is computed. */
export async function imported(desk: Desk, time: VirtualTime, ...deposits: readonly DepositRow[]): Promise<void> {
  const imports = importsIn(desk)
  const shown = await imports.preview(request(depositsFile(...deposits)))
  await applied(time, imports.apply(shown.importId))
  await time.advance(10 * 60_000)
}
