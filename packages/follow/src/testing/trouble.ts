/** Random trading of one account under the faults that a test allows. */

import { NO_LAG, SYMBOLS } from './fake-venue.ts'
import type { Rig } from './rig.ts'

export type Troubles = {
  /** Of 100 pushes so many are lost without a trace while the socket seems well. */
  readonly lost: number
  /** The socket goes silent now and then and is found dead a minute later. */
  readonly stalls: boolean
  /** REST speaks of some symbols at times only, symbols are taken off, and the store refuses a commit now and then. */
  readonly refusals: boolean
  /** REST tells of each list as it was some time ago, up to two seconds. */
  readonly lags: boolean
}

/** Trades for `steps` steps; `look` is called after each. Ends with everything working again. */
export async function trouble(rig: Rig, steps: number, troubles: Troubles, look: () => Promise<void>): Promise<void> {
  const dice = (sides: number): number => Math.floor(rig.random.next() * sides)
  rig.fate = () => {
    const roll = dice(100)
    if (roll < troubles.lost) return []
    return roll < 14 ? [0, 1 + dice(400)] : roll < 34 ? [1 + dice(300)] : [0]
  }
  for (let step = 0; step < steps; step++) {
    if (troubles.lags) lag(rig, dice)
    trade(rig, dice)
    await fault(rig, dice, troubles)
    rig.venue.restDown = dice(20) === 0
    await rig.time.advance(dice(4) === 0 ? dice(3_000) : dice(60))
    await look()
  }
  Object.assign(rig.venue.lagMs, NO_LAG)
  rig.fate = () => [0]
  rig.venue.restDown = false
  rig.venue.refused.clear()
  rig.venue.mayReadFlows = true
  rig.contradicts = () => false
  if (rig.isDead) await rig.start()
  if (!rig.isUp || rig.stalled) {
    if (rig.stalled) rig.down('SOCKET_SILENT')
    rig.up()
  }
}

/** Each list of REST lags by itself. */
function lag({ venue }: Rig, dice: Dice): void {
  const ms = (): number => (dice(3) === 0 ? dice(2_000) : 0)
  Object.assign(venue.lagMs, { balances: ms(), openOrders: ms(), orders: ms(), deals: ms() })
}

type Dice = (sides: number) => number

/** One act of the account, or none. */
export function trade(rig: Rig, dice: Dice): void {
  const open = rig.venue.openIds()
  const chosen = open[dice(open.length)]
  const action = dice(12)
  if (action < 4) {
    const symbol = SYMBOLS[dice(SYMBOLS.length)] ?? ''
    rig.venue.place(symbol, dice(3) === 0 ? 'SELL' : 'BUY', String(1 + dice(5)), String(1 + dice(9)))
  } else if (action < 7 && chosen !== undefined) rig.venue.fill(chosen, String(1 + dice(5)))
  else if (action === 7 && chosen !== undefined) for (let equal = 0; equal < 2; equal++) rig.venue.fill(chosen, '1')
  else if (action === 8 && chosen !== undefined) rig.venue.cancel(chosen)
  else if (action === 9) deposit(rig, dice)
  else if (action === 10) withdraw(rig, dice)
}

/** Amounts that often are the same. */
const flowAmount = (dice: Dice): number => (dice(2) === 0 ? 10 * (1 + dice(2)) : 1 + dice(50))

/** Seen on its chain some time before it is booked. */
function deposit(rig: Rig, dice: Dice): void {
  const reason = ['DEPOSIT', 'CONTRACT_TRANSFER', 'DEPOSIT', 'SUGAR', 'ODD'][dice(5)]
  rig.venue.deposit('USDT', String(flowAmount(dice)), reason, dice(2) === 0 ? 0 : dice(90_000))
}

/** On its way for some time; its fee in one sum with it, or by itself. */
function withdraw(rig: Rig, dice: Dice): void {
  const free = rig.venue.balances.get('USDT')?.free ?? '0'
  const reason = ['WITHDRAW', 'CONTRACT_TRANSFER'][dice(2)]
  if (Number(free) <= 60) return
  const ms = dice(2) === 0 ? 0 : dice(60_000)
  if (dice(3) === 0) rig.venue.withdraw('USDT', String(flowAmount(dice)), { fee: '1', ms, isFeeFirst: dice(2) === 0 })
  else rig.venue.deposit('USDT', `-${flowAmount(dice)}`, reason, ms)
}

async function fault(rig: Rig, dice: Dice, { stalls, refusals }: Troubles): Promise<void> {
  switch (dice(80)) {
    case 0:
    case 1:
      return rig.isUp ? rig.down() : rig.up()
    case 2:
      await rig.crash()
      await rig.time.advance(dice(60_000))
      await rig.start()
      return rig.up()
    case 3:
      return rig.undecodable()
    case 4:
      rig.venue.clockOffMs = dice(120_001) - 60_000
      return
    case 5:
      if (refusals) rig.venue.refused.add(SYMBOLS[dice(SYMBOLS.length)] ?? '')
      return
    case 6:
      rig.venue.mayReadFlows = true
      return rig.venue.refused.clear()
    case 7:
      rig.venue.mayReadFlows = !refusals
      return
    case 8:
      if (refusals) refuseOnce(rig)
      return
    case 9:
      if (refusals) delist(rig, SYMBOLS[dice(SYMBOLS.length)] ?? '')
      return
    case 70:
      return stalls ? stall(rig, dice) : undefined
  }
}

/** Makes the store reject the next commit with a deal or an order. */
function refuseOnce(rig: Rig): void {
  let refused = 0
  rig.contradicts = ({ events }) =>
    events.some(({ type }) => type === 'deal.added' || type === 'order.updated') && refused++ === 0
}

/** Taken off, and said to be. */
function delist({ venue, time }: Rig, symbol: string): void {
  venue.symbols = venue.symbols.filter((listed) => listed !== symbol)
  venue.offline = [...(venue.offline ?? []), { symbol, state: 3, offlineTime: time.now() }]
  venue.refused.add(symbol)
}

/** As the SDK finds it: silence for up to a minute, then the socket is given up and another is made. */
async function stall(rig: Rig, dice: Dice): Promise<void> {
  if (!rig.isUp) return
  rig.stalled = true
  for (let seconds = 5 + dice(50); seconds > 0; seconds--) {
    trade(rig, dice)
    await rig.time.advance(1_000)
  }
  rig.down('SOCKET_SILENT')
  await rig.time.advance(dice(3_000))
  rig.up()
}
