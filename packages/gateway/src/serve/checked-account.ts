/** An account whose key was checked, and its ledger: before anything is followed. */

import { describeError, NetworkFault } from '@spotdeck/ports'
import { DataFolderError, type LedgerStore, emptyStore, nameOfKey } from '@spotdeck/store'
import type { RestClient } from '@spotdeck/mexc'
import { checkKey, fingerprint } from './check-key.ts'
import type { KeyRights } from './key-rights.ts'
import { newEpoch } from '../account/public-log.ts'
import { type AccountConfig, type Setting, hostOptions } from '../config/desk-config.ts'
import { migrationLog } from './migration-log.ts'
import { meteredStore } from '../metrics/metered.ts'
import { tracedStore, tracedWorld } from '../metrics/traced.ts'
import { GatewayStartError } from '../start-error.ts'
import type { OpenLedgerRequest, Storage } from '../storage.ts'

/** An account whose key was checked: its REST client and its user. */
export type Checked = AccountConfig & {
  readonly rest: RestClient
  readonly user: string
  readonly rights?: KeyRights | undefined
  /** The exchange refused the key at the start; the account's status says so, and the others go on. */
  readonly refusal?: GatewayStartError
}

/** Checks the keys of all accounts at once. @throws {GatewayStartError} where no account can be served */
export async function checkAll(setting: Setting): Promise<readonly Checked[]> {
  const checked = await Promise.all(setting.config.accounts.map((account) => check(account, setting)))
  const refusals = checked.flatMap(({ refusal }) => refusal ?? [])
  const [first] = refusals
  if (first !== undefined && refusals.length === checked.length) throw first
  for (const refusal of refusals)
    setting.world.log.error(describeError(refusal), 'API key refused, account not followed')
  refuseTwice(checked)
  return checked
}

/** Two ledgers of one user would count its money twice, and take each other's listen keys. */
function refuseTwice(checked: readonly Checked[]): void {
  for (const [index, { id, user }] of checked.entries()) {
    const other = checked.slice(0, index).find((one) => one.user === user)
    if (other === undefined) continue
    const what = `The keys of accounts ${other.id} and ${id} belong to one user of the exchange.`
    throw new GatewayStartError(
      'CONFIG_INVALID',
      `${what} Remove one of them from the configuration, then start again.`,
    )
  }
}

/**
 * A ledger that was begun with the same key is served even while the exchange cannot be asked; an account whose key is
 * refused is served as it stands.
 */
async function check(
  account: AccountConfig,
  { config, world, sdk, storage, limiter, host }: Setting,
): Promise<Checked> {
  const { credentials, id } = account
  const { clock, reachability } = host
  const shared = { world: tracedWorld(world, id), limiter, clock, reachability, ...hostOptions(config) }
  const rest = sdk.createRestClient({ baseUrl: config.restUrl, credentials, ...shared })
  try {
    return { ...account, rest, ...(await checkKey({ account: id, rest, credentials, world })) }
  } catch (error) {
    if (!(error instanceof GatewayStartError)) throw error
    const known = await storage.binding(id)
    const isBound = known?.user !== undefined && known.key === fingerprint(credentials)
    if (error.code === 'EXCHANGE_REFUSED_KEY') {
      const user = isBound && known.user !== undefined ? known.user : nameOfKey(fingerprint(credentials))
      return { ...account, rest, user, refusal: error }
    }
    if (error.code !== 'EXCHANGE_UNREACHABLE') throw error
    const { host: name } = new URL(config.restUrl)
    const what = `${name} could not be asked about account ${id}: ${reasonOf(error)}`
    if (!isBound || known.user === undefined) {
      const next =
        'Nothing is known of it here yet, so the start ends: check the network and the host, then start again.'
      throw new GatewayStartError('EXCHANGE_UNREACHABLE', `${what} ${next}`, { cause: error })
    }
    const message = `${what} What is known is served, and the exchange is asked again until it answers.`
    world.log.warn({ code: error.code, message }, 'exchange not reached')
    return { ...account, rest, user: known.user }
  }
}

/** Identity of an account's ledger, and what a new one begins with. */
export function ledgerRequest(
  { id, user, credentials }: Checked,
  { config, world }: Pick<Setting, 'config' | 'world'>,
): OpenLedgerRequest {
  return {
    identity: { account: id, host: new URL(config.restUrl).hostname, user },
    newEpoch: newEpoch(world.random),
    key: fingerprint(credentials),
    progress: migrationLog(id, world),
    unsealed: (error) =>
      world.log.error({ account: id, ...describeError(error) }, 'events not compressed, kept as rows'),
  }
}

/**
 * Opens the ledger to write. @param token of the account's lease, where the storage is shared
 * @throws {DataFolderError} `LEDGER_*`, `DATA_DIR_UNWRITABLE`
 * @throws {StoreError} `LEASE_LOST`, `STORE_*`
 */
export async function openLedger(account: Checked, setting: Setting, token?: number): Promise<LedgerStore> {
  const { world, storage, metrics, tracing } = setting
  const request = { ...ledgerRequest(account, setting), token }
  const store = await (account.refusal === undefined ? storage.open(request) : openOrEmpty(storage, request))
  const metered = metrics === undefined ? store : meteredStore(store, metrics, world.clock)
  return tracing === undefined ? metered : tracedStore(metered, tracing, account.id)
}

/** A ledger that a refused key does not open stays shut: the account is served without records or writes. */
async function openOrEmpty(storage: Storage, request: OpenLedgerRequest): Promise<LedgerStore> {
  try {
    return await storage.open(request)
  } catch (error) {
    if (!(error instanceof DataFolderError) || error.code !== 'LEDGER_FOREIGN') throw error
    return emptyStore(request.identity, request.newEpoch)
  }
}

/** The innermost reason of an error that has one, such as `Could not connect (ENOTFOUND).` */
function reasonOf({ cause, message }: Error): string {
  if (!(cause instanceof Error)) return message
  return cause.cause instanceof NetworkFault ? cause.cause.message : cause.message
}
