/** Ledger against REST while all seems well: a difference is counted, logged with both sides, and healed. */

import { type Balance, NO_BALANCE, RECONCILED, reconciledChange, sameBalance, unexplained } from '@spotdeck/ledger'
import { isZero } from '@spotdeck/exact'
import type { Log } from '@spotdeck/ports'
import { pause } from './pause.ts'
import { type Reading, balancesOf, readOpenOrders } from './reconcile.ts'

export type AuditResult = {
  /** Balances and orders that differed and were healed. */
  readonly healed: number
  /** Assets that deals and flows do not explain. */
  readonly unexplained: readonly string[]
}

/** A push may be under way: what differs is looked at again after this. */
const LOOK_AGAIN_MS = 1_000

export async function audit(reading: Reading, log: Log): Promise<AuditResult> {
  const orders = await readOpenOrders(reading)
  const balances = await auditBalances(reading, log)
  const { state } = reading.writer
  const open = [...state.books.keys()].filter((asset) => !isZero(unexplained(state, asset)))
  return { healed: orders + balances, unexplained: open }
}

/** An asset differs only if two reads agree on a value that the ledger held neither before, nor between, nor after them. */
async function auditBalances(reading: Reading, log: Log): Promise<number> {
  const suspects = await differing(reading)
  if (suspects.size === 0) return 0
  await pause(reading.timers, LOOK_AGAIN_MS)
  reading.check()
  const again = await differing(reading)
  const agreed = [...again].filter(([asset, balance]) => sameBalance(suspects.get(asset) ?? NO_BALANCE, balance) && suspects.has(asset)) // prettier-ignore
  for (const [asset, read] of agreed) await heal(reading, log, asset, read)
  return agreed.length
}

async function differing(reading: Reading): Promise<ReadonlyMap<string, Balance>> {
  const { exchange, writer, check } = reading
  const before = writer.state.assets
  const read = balancesOf(await exchange.balances())
  check()
  await pause(reading.timers, LOOK_AGAIN_MS)
  check()
  const now = writer.state.assets
  const assets = [...new Set([...before.keys(), ...now.keys(), ...read.keys()])]
  return new Map(
    assets.flatMap((asset): [string, Balance][] => {
      const found = read.get(asset) ?? NO_BALANCE
      const moved = before.get(asset) !== now.get(asset)
      const held = [before.get(asset) ?? NO_BALANCE, now.get(asset) ?? NO_BALANCE]
      return moved || held.some((balance) => sameBalance(balance, found)) ? [] : [[asset, found]]
    }),
  )
}

async function heal({ writer, exchange }: Reading, log: Log, asset: string, read: Balance): Promise<void> {
  await writer.serial(async () => {
    const held = writer.state.assets.get(asset) ?? NO_BALANCE
    if (sameBalance(held, read)) return
    log.warn({ asset, ledger: sides(held), exchange: sides(read), reason: RECONCILED }, 'An audit healed a balance.')
    const change = reconciledChange(asset, held, read, exchange.now())
    await writer.write([{ type: 'asset.changed', change, time: change.time, source: 'audit' }])
  })
}

const sides = ({ free, locked }: Balance): Readonly<Record<string, string>> => ({ free, locked })
