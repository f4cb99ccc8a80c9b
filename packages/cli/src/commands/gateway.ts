/** `spotdeck gateway`: the gateway alone, on any host that speaks MEXC Spot V3. */

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { GatewayConfig, GatewayWorld, RunningGateway } from '@spotdeck/gateway'
import { writeAddress } from '../address-file.ts'
import { readShared } from '../config/database.ts'
import { type AccountCredentials, passphraseFor, readAccounts } from '../config/credentials.ts'
import { redisPasswords } from '@spotdeck/gateway/config'
import { OWN_DATA } from '../config/data-folder.ts'
import { refuseExposed } from '../config/exposed.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { refuseUnwritable } from '../data-directory.ts'
import { refuseBusyPorts } from '../ports-free.ts'
import { printResult } from '../print.ts'
import { markShared } from '../shared-directory.ts'
import { closeOnSignal } from '../shutdown.ts'
import { environment, openWorld, telemetryOf } from '../world.ts'

/** `spotdeck gateway`: follows the accounts and serves the page until a signal. */
export async function gatewayCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment, { data: OWN_DATA })
  refuseExposed(settings)
  const { role } = settings
  // An edge has no keys: the same configuration may name files that are elsewhere.
  const accounts =
    role === 'edge'
      ? []
      : readAccounts(settings.accounts, environment, await passphraseFor(settings.accounts, environment))
  await refuseBusyPorts([{ host: settings.host, port: settings.port, flag: '--port' }])
  refuseUnwritable(settings.data)
  const { database: url, bus: busAt, secret, hidden } = readShared(flags, environment, settings)
  const secrets = [...secretsOf(accounts), ...passwordsOf(settings), ...hidden]
  const telemetry = await telemetryOf(settings)
  const world = openWorld(settings.logLevel, secrets, telemetry)
  const { capacity, name, advertiseUrl, gatewayOrigins: origins, balance: balances } = settings
  const { monotonic } = world
  const database =
    url === undefined ? undefined : { url, capacity, name, balances, secret, advertiseUrl, origins, monotonic }
  const bus = busAt === undefined ? undefined : { url: busAt, allowPlain: settings.allowPlainBus }
  const gateway = await startGateway(
    settings,
    accounts,
    { sandbox: false, role, reads: readsOf(settings), database, bus },
    world,
  )
  telemetry.export({ metrics: () => gateway.metrics(), log: world.log })
  closeOnSignal([() => telemetry.close(), () => gateway.close()], flags)
  const ready = role === 'ingest' ? `${gateway.localUrl}/readyz` : await gateway.loginLink()
  printResult(flags, { ready }, `Spotdeck ready: ${ready}`)
}

/** Accounts that an edge reads: those of the configuration, else every one that has a ledger. */
function readsOf({ role, accounts }: Settings): GatewayConfig['reads'] {
  if (role !== 'edge') return undefined
  return accounts?.map(({ id, label = id, trading }) => ({ id, label, trading })) ?? 'all'
}

/** The gateway with its ledgers under the data directory, serving the built page where there is one. */
export async function startGateway(
  settings: Settings,
  accounts: readonly AccountCredentials[],
  options: Pick<GatewayConfig, 'sandbox' | 'sandboxPanelUrl' | 'soleUser' | 'role' | 'reads' | 'database' | 'bus'>,
  world: GatewayWorld,
): Promise<RunningGateway> {
  // Loaded when nothing was refused: a command that cannot start says so at once.
  const { openGateway } = await import('@spotdeck/gateway')
  const { rest: restUrl, ws: wsUrl, data: dataDir } = settings
  const addresses = { restUrl, wsUrl, dataDir, dashboardDir: pageDirectory() }
  const gateway = await openGateway({ ...settings, role: 'all', ...options, ...addresses, accounts }, world)
  markShared(dataDir, options.database !== undefined)
  const forget = writeAddress(dataDir, gateway.localUrl)
  return { ...gateway, close: () => gateway.close().finally(forget) }
}

function passwordsOf({ redis = [] }: Settings): string[] {
  return redis.flatMap(({ url }) => redisPasswords(url))
}

/** API keys and secrets, which no log line may contain. */
export function secretsOf(accounts: readonly AccountCredentials[]): string[] {
  return accounts.flatMap(({ credentials }) => [credentials.apiKey, credentials.secret])
}

/** The page stands beside this package in a clone. */
function pageDirectory(): string | undefined {
  const directory = fileURLToPath(new URL('../../../dashboard/dist', import.meta.url))
  return existsSync(directory) ? directory : undefined
}
