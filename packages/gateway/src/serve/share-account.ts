/** Makes an account that several processes share: followed here while this process holds its lease, read otherwise. */

import type { Message } from '@spotdeck/api'
import {
  type BalancedHere,
  Balancer,
  type KeptLease,
  type ReaderStart,
  SharedAccount,
  type SharedLedgers,
} from '@spotdeck/cluster'
import { inProcessReports, markOf } from '@spotdeck/reports'
import { codeOf, type Clock, SECOND_MS } from '@spotdeck/ports'
import { emptyStore, type LedgerStore } from '@spotdeck/store'
import { lastHashOf, newEpoch } from '../account/public-log.ts'
import { ReadAccount } from '../account/read-account.ts'
import type { ReadAccountConfig, Setting } from '../config/desk-config.ts'
import { withCommit } from '../metrics/metered.ts'
import type { OpenLedgerRequest } from '../storage.ts'
import { ledgerRequest, openLedger } from './checked-account.ts'
import { type DeskParts, type ServedAccount, type Serving, followed, pastPrices, warningsOf } from './serve-account.ts'

/** An account whose ledger other processes may write: followed here while this process holds its lease. */
export async function shareAccount(serving: Serving, shared: SharedLedgers): Promise<ServedAccount> {
  const { account, world } = serving
  const { id, refusal } = account
  const warnings = warningsOf(serving)
  const served = await SharedAccount.open({
    ...world,
    id,
    // A process whose key is refused would keep the account from one that can follow it.
    shared: refusal === undefined ? shared : NO_LEASES,
    async open(token, fenced) {
      const store = await openLedger(account, serving, token)
      return followed(serving, { store: toldOfFence(store, fenced, world.clock), warnings, token })
    },
    openReader: async () => startOf(await shared.read(id, ledgerRequest(account, serving))),
    openMissing: () => missingLedger(ledgerRequest(account, serving)),
    read: readerOf(serving, { ...account, warnings }, shared),
    announce: (end) => serving.sharedBus?.follow(id, end) ?? (() => undefined),
  })
  const balanced: BalancedHere = {
    id,
    get canFollow() {
      return refusal === undefined && !served.isRefused
    },
    get isSteady() {
      return STEADY.has(served.current.info().status.state)
    },
    handOver: () => served.handOver(),
  }
  return Object.assign(servedBy(served, warnings), { balanced })
}

/** States in which an account may be moved: its figures are current, and not just being made so. */
const STEADY: ReadonlySet<string> = new Set(['live', 'degraded'])

/** An account that this process only reads: it has no key of it. */
export async function readAccount(
  parts: DeskParts,
  account: ReadAccountConfig,
  shared: SharedLedgers,
): Promise<ServedAccount> {
  const served = await SharedAccount.open({
    ...parts.world,
    id: account.id,
    shared: NO_LEASES,
    open: () => Promise.reject(new Error('An account that is only read has no lease.')),
    openReader: async () => startOf(await shared.read(account.id)),
    openMissing: () => {
      const identity = { account: account.id, host: new URL(parts.config.restUrl).hostname, user: '' }
      return missingLedger({ identity, newEpoch: newEpoch(parts.world.random) })
    },
    read: readerOf(parts, { ...account, warnings: [] }, shared),
  })
  return servedBy(served, [])
}

const servedBy = (served: SharedAccount, keyWarnings: readonly Message[]): ServedAccount => ({
  id: served.id,
  get current() {
    return served.current
  },
  keyWarnings,
  start: () => undefined,
  close: () => served.close(),
})

async function startOf(store: LedgerStore): Promise<ReaderStart> {
  const state = await store.load()
  return { store, state, mark: markOf(await lastHashOf(store, state)), why: 'start' }
}

/** An empty ledger, in place of one that nobody has begun. */
const missingLedger = async ({ identity, newEpoch: epoch }: Pick<OpenLedgerRequest, 'identity' | 'newEpoch'>) => ({
  ...(await startOf(emptyStore(identity, epoch))),
  why: 'missing' as const,
})

function readerOf(
  parts: DeskParts,
  { id, label, trading, warnings }: ReadAccountConfig & { readonly warnings: readonly Message[] },
  shared: SharedLedgers,
) {
  const { config, world, bus, sharedBus, board, prices, host } = parts
  const { timers, log } = world
  const { reports = inProcessReports(timers) } = config
  return (start: ReaderStart, replaced: () => void): ReadAccount =>
    new ReadAccount({
      ...start,
      id,
      label,
      isTrading: trading,
      keyWarnings: warnings,
      noticesFor: (touched) => board.touching(touched),
      look: () => shared.look(id),
      replaced,
      now: () => host.exchangeNow(),
      monotonic: shared.monotonic,
      prices,
      past: pastPrices(parts),
      bus,
      sharedBus,
      scans: { owner: reports.of(id, start.store, 'owner'), guests: reports.of(id, start.store, 'guests') },
      timers,
      log,
    })
}

/** Codes of commits of a ledger that is to be opened again, here or by another process. */
const REFUSED: readonly string[] = ['LEDGER_MOVED', 'STORE_REFUSED']
/** Time for which commits are refused before that, in ms: one alone may contradict the ledger, and opening takes calls to the exchange. */
const REFUSED_MS = 5 * SECOND_MS

/** The same store, which tells when a commit is refused because another process holds the lease, or when each one is refused. */
function toldOfFence(store: LedgerStore, fenced: () => void, clock: Clock): LedgerStore {
  let refusedAt: number | undefined
  return withCommit(store, async (commit) => {
    try {
      const hashes = await store.commit(commit)
      refusedAt = undefined
      return hashes
    } catch (error) {
      const code = codeOf(error)
      if (REFUSED.includes(code)) refusedAt ??= clock.now()
      const isRefused = refusedAt !== undefined && clock.now() - refusedAt >= REFUSED_MS
      if (code === 'LEASE_LOST' || isRefused) fenced()
      throw error
    }
  })
}

const NO_LEASE: KeptLease = { token: undefined, fenced: () => undefined, close: () => Promise.resolve() }
const NO_LEASES: Pick<SharedLedgers, 'keepLease'> = { keepLease: () => NO_LEASE }

/** Spreads accounts over gateways, where the storage has several. */
export function balancerOf(
  { storage: { shared }, world }: Setting,
  served: readonly ServedAccount[],
): Balancer | undefined {
  if (shared?.balance === undefined) return undefined
  const accounts = (): readonly BalancedHere[] => served.flatMap(({ balanced }) => balanced ?? [])
  return new Balancer({ ...world, balance: shared.balance, accounts, monotonic: shared.monotonic })
}
