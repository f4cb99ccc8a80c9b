/** `spotdeck gateway`: the gateway alone, on any host that speaks MEXC Spot V3. */

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { GatewayWorld, RedisTarget, RunningGateway } from '@spotdeck/gateway'
import { writeAddress } from '../address-file.ts'
import { type AccountCredentials, passphraseFor, readAccounts } from '../config/credentials.ts'
import { refuseExposed } from '../config/exposed.ts'
import { limitsOf } from '../config/hidden-names.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { refuseUnwritable } from '../data-directory.ts'
import { refuseBusyPorts } from '../ports-free.ts'
import { printReady, printTrouble } from '../print.ts'
import { closeOnSignal } from '../shutdown.ts'
import { environment, openWorld } from '../world.ts'

/** `spotdeck gateway`: follows the accounts and serves the page until a signal. */
export async function gatewayCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment, { port: 8787 })
  refuseExposed(settings)
  const passphrase = await passphraseFor(settings.accounts, environment)
  const accounts = readAccounts(settings.accounts, environment, passphrase)
  await refuseBusyPorts([{ host: settings.host, port: settings.port, flag: '--port' }])
  refuseUnwritable(settings.data)
  const gateway = await startGateway(
    settings,
    accounts,
    { sandbox: false },
    openWorld(settings.logLevel, [...secretsOf(accounts), ...passwordsOf(settings)]),
  )
  closeOnSignal([() => gateway.close()], printTrouble)
  printReady(`Spotdeck ready: ${gateway.loginLink()}`)
}

/** The gateway with its ledgers under the data directory, serving the built page where there is one. */
export async function startGateway(
  settings: Settings,
  accounts: readonly AccountCredentials[],
  options: { readonly sandbox: boolean; readonly sandboxPanelUrl?: string },
  world: GatewayWorld,
): Promise<RunningGateway> {
  // Loaded when nothing was refused: a command that cannot start says so at once.
  const { openGateway } = await import('@spotdeck/gateway')
  const {
    host,
    port,
    publicUrl,
    trustedProxies,
    allowPlainHttp,
    allowPlainExchange,
    rest,
    ws,
    data,
    notices,
    redis,
    audiences,
    sessionIdleMs,
    replayLimit,
  } = settings
  const dashboardDir = pageDirectory()
  const gateway = await openGateway(
    {
      host,
      port,
      restUrl: rest,
      wsUrl: ws,
      dataDir: data,
      accounts,
      notices,
      trustedProxies,
      allowPlainHttp,
      allowPlainExchange,
      ...options,
      redis: redis === undefined ? undefined : redisTargets(redis),
      audiences: audiences === undefined ? undefined : limitsOf(audiences),
      publicUrl,
      sessionIdleMs,
      replayLimit,
      dashboardDir,
    },
    world,
  )
  const forget = writeAddress(data, gateway.localUrl)
  return { ...gateway, close: () => gateway.close().finally(forget) }
}

/** Without the fields that were not given. */
function redisTargets(targets: NonNullable<Settings['redis']>): readonly RedisTarget[] {
  return targets.map(({ url, audience, prefix, maxLength, allowPlain }) => ({
    url,
    audience,
    allowPlain,
    prefix,
    maxLength,
  }))
}

function passwordsOf({ redis = [] }: Settings): string[] {
  return redis.flatMap(({ url }) => {
    const password = URL.canParse(url) ? new URL(url).password : ''
    return password === '' ? [] : [password, decodedOr(password)]
  })
}

/** A password as it is written in an address, decoded where it can be. */
function decodedOr(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
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
