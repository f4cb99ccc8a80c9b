/** `spotdeck login`: another one-time link to the page, made beside a running gateway. */

import { existsSync } from 'node:fs'
import type { Access } from '@spotdeck/desk/access'
import { CommandError } from '../command-error.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { printResult } from '../print.ts'
import { provenGateway } from '../running-gateway.ts'
import { openCredentials } from '../open-credentials.ts'
import { environment } from '../world.ts'

/** `spotdeck login`: prints a link that logs the owner in once. */
export async function loginCommand(flags: Flags): Promise<void> {
  await printLink(flags, (access) => access.newLoginCode())
}

/** Prints a link to the page of the gateway that runs, with a code that opens it once. */
export async function printLink(flags: Flags, codeOf: (access: Access) => Awaitable<string>): Promise<void> {
  const settings = readSettings(flags, environment)
  refuseMissingData(settings)
  const url = await provenGateway({ settings, flags })
  const access = await openCredentials({ settings, flags })
  try {
    const link = `${settings.publicUrl ?? url}/#login=${await codeOf(access)}`
    printResult(flags, { url: link }, link)
  } finally {
    await access.close()
  }
}

type Awaitable<T> = T | Promise<T>

/** @throws {CommandError} `DATA_MISSING`: a link or token for a folder that no gateway uses would open nothing */
export function refuseMissingData(settings: Settings): void {
  if (existsSync(settings.data)) return
  throw new CommandError('DATA_MISSING', `There is no data directory ${settings.data}: name the gateway's with --data.`)
}
