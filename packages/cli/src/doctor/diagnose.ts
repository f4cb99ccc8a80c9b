/** All checks of `spotdeck doctor`, in order. A check that fails never keeps the others from being made. */

import { type MexcWorld, createLimiter, createMarketRules, createRestClient } from '@spotdeck/mexc'
import type { AccountCredentials } from '../config/credentials.ts'
import type { Settings } from '../config/settings.ts'
import { checkAccount } from './account.ts'
import { checkEndpoints, checkRest, checkStreams } from './exchange.ts'
import { CHECKS, type Finding } from './finding.ts'
import { type Servers, checkServers } from './servers.ts'
import { checkData, checkDisk, checkNode, checkPort } from './machine.ts'

/** The exchange and the accounts to check. */
export type Asked = {
  readonly settings: Settings
  /** Accounts whose key could be read. */
  readonly accounts: readonly AccountCredentials[]
  /** Symbols to check; empty: those of the assets that are held. */
  readonly symbols: readonly string[]
}

/** The set-up to check. */
export type Diagnosis = Asked & {
  /** Version of Node that runs. */
  readonly node: string
  /** Address of the gateway that serves the data folder; absent where none runs. */
  readonly gateway?: string | undefined
  readonly servers: Servers
}

/** Makes every check; the findings have the order of `CHECKS`. */
export async function diagnose(diagnosis: Diagnosis, world: MexcWorld): Promise<readonly Finding[]> {
  const { settings, node, gateway, servers } = diagnosis
  const [port, exchange, ofServers] = await Promise.all([
    checkPort(settings, gateway),
    checkExchange(diagnosis, world),
    checkServers(servers, world),
  ])
  const machine = [checkNode(node), checkData(settings.data, gateway), checkDisk(settings.data), port]
  return inOrder([...machine, ...ofServers, ...exchange])
}

/** The findings in the order of `CHECKS`. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return CHECKS.flatMap((check) => findings.filter((one) => one.check === check))
}

/** The checks of the exchange and of each account's key. */
export async function checkExchange(
  { settings, accounts, symbols }: Asked,
  world: MexcWorld,
): Promise<readonly Finding[]> {
  const { rest: baseUrl, ws, allowPlainExchange: allowPlain } = settings
  const endpoints = checkEndpoints(settings, world.clock.now())
  if (endpoints.status === 'error') return [endpoints]
  const shared = { baseUrl, allowPlain, world, limiter: createLimiter(world) }
  const rest = createRestClient(shared)
  const [reached, streams] = await Promise.all([checkRest(rest, world, baseUrl), checkStreams(ws, world)])
  const findings = [endpoints, ...reached, streams]
  if (reached.some(({ check, status }) => check === 'rest' && status === 'error')) return findings
  const rules = createMarketRules({ rest, clock: world.clock })
  const ofAccounts = accounts.map((account) => {
    const signed = createRestClient({ ...shared, credentials: account.credentials, clock: rest.clock })
    return checkAccount({ account, rest: signed, rules, symbols })
  })
  return [...findings, ...(await Promise.all(ofAccounts)).flat()]
}
