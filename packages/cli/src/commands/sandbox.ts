/** `spotdeck sandbox`: the exchange alone. */

import { join } from 'node:path'
import { openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { refuseExposedSandbox } from '../config/exposed.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { refuseUnwritable } from '../data-directory.ts'
import { refuseBusyPorts } from '../ports-free.ts'
import { printReady, printTrouble } from '../print.ts'
import { closeOnSignal } from '../shutdown.ts'
import { readSandboxOptions } from './sandbox-options.ts'
import { environment, openWorld, type World } from '../world.ts'

/** `spotdeck sandbox`: runs the sandbox exchange until a signal. */
export async function sandboxCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment, { port: 9090 })
  refuseExposedSandbox(settings)
  await refuseBusyPorts([{ host: settings.host, port: settings.port, flag: '--port' }])
  readSandboxOptions(settings.sandbox)
  refuseUnwritable(settings.data)
  const sandbox = await startSandbox(settings, settings.port, openWorld(settings.logLevel))
  closeOnSignal([() => sandbox.close()], printTrouble)
  printReady(`Sandbox exchange ready: ${sandbox.url} (streams on ${sandbox.wsUrl}, demo key ${sandbox.demo.apiKey})`)
}

/** The exchange with its state under `DIR/sandbox`. */
export function startSandbox(settings: Settings, port: number, world: World): Promise<RunningSandbox> {
  const { host, seed, bots, panel } = settings
  const options = readSandboxOptions(settings.sandbox)
  return openSandbox({ host, port, seed, bots, panel, dataDir: join(settings.data, 'sandbox'), ...options }, world)
}
