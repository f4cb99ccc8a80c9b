/** `spotdeck doctor`: checks what a gateway needs on this machine and at the exchange, one row a check. */

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type AccountCredentials, passphraseFor, readAccounts } from '../config/credentials.ts'
import { OWN_DATA } from '../config/data-folder.ts'
import { type SharedSecrets, readShared } from '../config/database.ts'
import { refuseExposed } from '../config/exposed.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { diagnose, inOrder } from '../doctor/diagnose.ts'
import { type Finding, STATUSES, failed, finding, worst } from '../doctor/finding.ts'
import { checkNode } from '../doctor/machine.ts'
import { report } from '../doctor/report.ts'
import { printResult } from '../print.ts'
import { provenGateway } from '../running-gateway.ts'
import { environment, openWorld } from '../world.ts'
import { secretsOf } from './gateway.ts'
import { symbolsAsked } from './record.ts'

/** `spotdeck doctor`: prints the findings; the exit code is 0, or 1 for a warning and 2 for an error. */
export async function doctorCommand(flags: Flags): Promise<void> {
  const findings = await findingsOf(flags)
  const status = worst(findings)
  printResult(flags, { status, findings }, report(findings))
  process.exitCode = STATUSES.indexOf(status)
}

async function findingsOf(flags: Flags): Promise<readonly Finding[]> {
  let settings: Settings
  let shared: SharedSecrets
  try {
    settings = readSettings(flags, environment, { data: OWN_DATA })
    refuseExposed(settings)
    shared = readShared(flags, environment, settings)
  } catch (error) {
    const { seen, ...found } = failed('configuration', error)
    return [checkNode(process.version), { ...found, seen: `${seen} Nothing else was checked.` }]
  }
  const { accounts, refused } = await keysOf(settings)
  const symbols = settings.sandbox.symbols === undefined ? [] : symbolsAsked(settings)
  const gateway = await gatewayOf(settings, flags)
  const world = openWorld('error', [...secretsOf(accounts), ...shared.hidden])
  const servers = { ...shared, redis: settings.redis }
  const found = await diagnose({ settings, accounts, symbols, node: process.version, gateway, servers }, world)
  return inOrder([finding('configuration', 'OK', sourceOf(flags)), ...refused, ...found])
}

/** The accounts whose key can be read, and a finding for each of the others. */
async function keysOf(settings: Settings): Promise<{
  readonly accounts: readonly AccountCredentials[]
  readonly refused: readonly Finding[]
}> {
  const accounts: AccountCredentials[] = []
  const refused: Finding[] = []
  // An edge has no keys.
  if (settings.role === 'edge') return { accounts, refused }
  for (const one of settings.accounts?.map((account) => [account]) ?? [undefined]) {
    try {
      accounts.push(...readAccounts(one, environment, await passphraseFor(one, environment)))
    } catch (error) {
      refused.push({ ...failed('key', error), account: one?.[0]?.id ?? 'main' })
    }
  }
  return { accounts, refused }
}

/** The gateway that serves the data folder, where one has left its address and proves it. */
async function gatewayOf(settings: Settings, flags: Flags): Promise<string | undefined> {
  if (!existsSync(join(settings.data, 'address'))) return undefined
  return provenGateway({ settings, flags }).catch(() => undefined)
}

function sourceOf(flags: Flags): string {
  const named = flags['config'] ?? environment['SPOTDECK_CONFIG']
  const file = resolve(typeof named === 'string' ? named : 'spotdeck.json')
  return existsSync(file) ? `${file} is valid.` : 'No file: flags, variables and defaults are used.'
}
