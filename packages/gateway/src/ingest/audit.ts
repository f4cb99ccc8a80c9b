/**
 * Audit: compares the ledger with REST while the account is live. A difference is counted, logged with both sides, and
 * corrected.
 */

import {
  type Asset,
  type Balance,
  NO_BALANCE,
  RECONCILED,
  reconciledChange,
  sameBalance,
  unexplained,
} from '@spotdeck/ledger'
import { isZero } from '@spotdeck/exact'
import { type Log, sleep } from '@spotdeck/ports'
import { type Reading, balancesOf, readOpenOrders, readRecentOrders } from './reconcile.ts'

/** Result of one audit. */
export type AuditResult = {
  /** Balances and orders that differed and were corrected. */
  readonly healed: number
  /** Assets whose total neither deals nor flows explain. */
  readonly unexplained: readonly string[]
}

/** Delay before a difference is read again, in ms: its push may be on its way. */
const POLL_INTERVAL_MS = 1_000

/** Compares balances and recent orders with REST and corrects the ledger. Rejects with the SDK's errors. */
export async function audit(reading: Reading, log: Log): Promise<AuditResult> {
  const balances = await auditBalances(reading, log)
  const orders = (await readOpenOrders(reading)) + (await readRecentOrders(reading))
  const { state } = reading.writer
  const open = [...state.books.keys()].filter((asset) => !isZero(unexplained(state, asset)))
  return { healed: orders + balances, unexplained: open }
}

/**
 * Returns how many balances differed and were corrected. An asset differs only if two reads agree on a value that the
 * ledger held neither before, nor between, nor after them.
 */
export async function auditBalances(reading: Reading, log: Log): Promise<number> {
  const suspects = await differing(reading)
  if (suspects.size === 0) return 0
  await sleep({ timers: reading.timers, ms: POLL_INTERVAL_MS })
  reading.check()
  const again = await differing(reading)
  let healed = 0
  for (const [asset, found] of again) {
    const suspect = suspects.get(asset)
    if (suspect === undefined || !sameBalance(suspect.read, found.read) || suspect.held !== found.held) continue
    if (await heal(reading, log, asset, found)) healed += 1
  }
  return healed
}

/** Balance from REST, and the value of the ledger that it was compared with. */
type Difference = { readonly read: Balance; readonly held: Asset | undefined }

async function differing(reading: Reading): Promise<ReadonlyMap<string, Difference>> {
  const { exchange, writer, check } = reading
  const before = writer.state.assets
  const read = balancesOf(await exchange.balances())
  check()
  await sleep({ timers: reading.timers, ms: POLL_INTERVAL_MS })
  check()
  const now = writer.state.assets
  const assets = [...new Set([...before.keys(), ...now.keys(), ...read.keys()])]
  return new Map(
    assets.flatMap((asset): [string, Difference][] => {
      const found = read.get(asset) ?? NO_BALANCE
      const moved = before.get(asset) !== now.get(asset)
      const held = [before.get(asset) ?? NO_BALANCE, now.get(asset) ?? NO_BALANCE]
      return moved ||
        reading.intake.isBehind(asset, found, exchange.now()) ||
        held.some((balance) => sameBalance(balance, found))
        ? []
        : [[asset, { read: found, held: now.get(asset) }]]
    }),
  )
}

/** Corrects a difference. Returns false if the ledger changed meanwhile: an older read never replaces newer data. */
async function heal(
  { writer, intake, exchange }: Reading,
  log: Log,
  asset: string,
  found: Difference,
): Promise<boolean> {
  return writer.serial(async () => {
    if (writer.state.assets.get(asset) !== found.held || intake.isReading) return false
    const held = found.held ?? NO_BALANCE
    log.warn(
      { asset, ledger: sides(held), exchange: sides(found.read), reason: RECONCILED },
      'audit corrected a balance',
    )
    const change = reconciledChange(asset, held, found.read, exchange.now())
    await writer.write([{ type: 'asset.changed', change, time: change.time, source: 'audit' }])
    return true
  })
}

const sides = ({ free, locked }: Balance): Readonly<Record<string, string>> => ({ free, locked })
