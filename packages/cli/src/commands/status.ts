/** `spotdeck status`: a running gateway, its accounts, how they stand and since when. */

import { type AccountInfo, type Snapshot, formatCode, snapshot } from '@spotdeck/api'
import { MINUTE_MS } from '@spotdeck/ports'
import { readVersion } from '../address-file.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { accountsOn, callGateway } from '../gateway-call.ts'
import { ageText, printResult, table } from '../print.ts'
import { type ServingGateway, withGateway } from '../running-gateway.ts'
import { VERSION } from '../version.ts'
import { environment } from '../world.ts'
import { refuseMissingData } from './login.ts'

/** The token lasts for this command alone. */
const TOKEN_LASTS_MS = 5 * MINUTE_MS

/** One account of the report; ages are in ms of the exchange's time. */
type AccountStatus = Pick<AccountInfo, 'id' | 'label' | 'trading' | 'status'> & {
  /** Time for which the status has held. */
  readonly statusAgeMs: number
  /** Age of the newest moment at which the account was current; null: not since the gateway's start. */
  readonly currentAgeMs: number | null
  readonly openOrders: number
  /** Last equity sample in USDT; null before the first. */
  readonly equity: string | null
  readonly seq: number
}

/** `spotdeck status`: prints the accounts; the exit code is 0 where all are live, else 1. */
export async function statusCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment)
  refuseMissingData(settings)
  const wish = { accounts: 'all', label: 'spotdeck status', lastsMs: TOKEN_LASTS_MS } as const
  const { url, accounts } = await withGateway({ settings, flags }, wish, async (gateway) => ({
    url: gateway.url,
    accounts: await accountsOf(gateway),
  }))
  const versions = { command: VERSION, gateway: readVersion(settings.data) ?? null, node: process.version }
  if (accounts.some(({ status }) => status.state !== 'live')) process.exitCode = 1
  const { command, gateway, node } = versions
  const head = `Gateway ${gateway ?? 'of an unknown version'} on ${url} (command ${command}, Node ${node})`
  printResult(flags, { url, versions, accounts }, `${head}\n\n${report(accounts)}`)
}

async function accountsOf(gateway: ServingGateway): Promise<readonly AccountStatus[]> {
  const reading = (await accountsOn(gateway)).map(async (info) => {
    const path = `/api/v1/accounts/${encodeURIComponent(info.id)}/snapshot`
    return statusOf(info, snapshot.parse(await callGateway(gateway, path)))
  })
  return Promise.all(reading)
}

function statusOf({ id, label, trading }: AccountInfo, now: Snapshot): AccountStatus {
  const { time, status, currentAt, openOrders, equity, seq } = now
  return {
    ...{ id, label, trading, status, seq },
    statusAgeMs: Math.max(0, time - status.since),
    currentAgeMs: currentAt === undefined ? null : Math.max(0, time - currentAt),
    openOrders: openOrders.length,
    equity: equity?.total ?? null,
  }
}

function report(accounts: readonly AccountStatus[]): string {
  const rows = accounts.map(({ id, status, statusAgeMs, currentAgeMs, openOrders, equity, seq, trading }) => [
    ...[id, status.state, ageText(statusAgeMs), currentAgeMs === null ? '-' : ageText(currentAgeMs)],
    ...[equity ?? '-', openOrders, seq, trading ? 'on' : 'off'],
  ])
  const head = ['account', 'status', 'for', 'current before', 'equity in USDT', 'open orders', 'seq', 'trading']
  const notLive = accounts.filter(({ status }) => status.state !== 'live')
  const why = notLive.map(
    ({ id, status }) => `\n${id}: ${formatCode('en', 'status', status.code, status.params)} (${status.code})`,
  )
  return [table([head, ...rows]), ...why].join('\n')
}
