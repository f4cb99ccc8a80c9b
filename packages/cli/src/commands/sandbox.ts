/** `spotdeck sandbox`: the exchange alone. */

import { join } from 'node:path'
import { type RunningSandbox, type SandboxConfig, openSandbox, tlsKeysOf } from '@spotdeck/sandbox'
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
  const { tlsCert: cert, tlsKey: key, tlsMade: made } = settings.sandbox
  const config = configOf(settings, { port: settings.port, tls: await tlsKeysOf({ cert, key, made }) })
  const sandbox = await openSandbox(config, openWorld(settings.logLevel))
  closeOnSignal([() => sandbox.close()], printTrouble)
  printReady(`Sandbox exchange ready: ${sandbox.url} (streams on ${sandbox.wsUrl}, demo key ${sandbox.demo.apiKey})`)
}

/** The exchange with its state under `DIR/sandbox`. */
export function startSandbox(settings: Settings, port: number, world: World): Promise<RunningSandbox> {
  return openSandbox(configOf(settings, { port }), world)
}

function configOf(settings: Settings, own: Pick<SandboxConfig, 'port' | 'tls'>): SandboxConfig {
  const { host, seed, bots, panel, data } = settings
  const options = readSandboxOptions(settings.sandbox)
  return { host, seed, bots, panel, dataDir: join(data, 'sandbox'), ...options, ...own }
}
