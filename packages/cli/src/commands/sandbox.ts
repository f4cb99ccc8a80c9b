/** `spotdeck sandbox`: the exchange alone. */

import { type RunningSandbox, type SandboxConfig, openSandbox, tlsKeysOf } from '@spotdeck/sandbox'
import { readSandboxOptions, stateFolder } from '@spotdeck/sandbox/command'
import { OWN_DATA } from '../config/data-folder.ts'
import { refuseExposedSandbox } from '../config/exposed.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { refuseUnwritable } from '../data-directory.ts'
import { refuseBusyPorts } from '../ports-free.ts'
import { printResult } from '../print.ts'
import { openMirror } from '../record/mirror.ts'
import { closeOnSignal } from '../shutdown.ts'
import { symbolsAsked } from './record.ts'
import { environment, openWorld, type World } from '../world.ts'

/** `spotdeck sandbox`: runs the sandbox exchange until a signal. */
export async function sandboxCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment, { port: 9090, data: OWN_DATA })
  refuseExposedSandbox(settings)
  await refuseBusyPorts([{ host: settings.host, port: settings.port, flag: '--port' }])
  const options = await configOf(settings)
  refuseUnwritable(settings.data)
  const { tlsCert: cert, tlsKey: key, tlsMade: made } = settings.sandbox
  const config = { ...options, port: settings.port, tls: await tlsKeysOf({ cert, key, made }) }
  const sandbox = await openWithFeed(settings, config, openWorld(settings.logLevel))
  closeOnSignal([() => sandbox.close()], flags)
  const { url, wsUrl, demo } = sandbox
  const text = `Sandbox exchange ready: ${url} (streams on ${wsUrl}, demo key ${demo.apiKey})`
  printResult(flags, { ready: url, streams: wsUrl, demoKey: demo.apiKey }, text)
}

/** The exchange with its state under the data directory. */
export async function startSandbox(settings: Settings, port: number, world: World): Promise<RunningSandbox> {
  return openWithFeed(settings, { ...(await configOf(settings)), port }, world)
}

/** The exchange; where a mirror is asked for, with the market of that host. */
async function openWithFeed(settings: Settings, config: SandboxConfig, world: World): Promise<RunningSandbox> {
  const { mirror: rest, mirrorWs: ws } = settings.sandbox
  if (rest === undefined) return openSandbox(config, world)
  const symbols = symbolsAsked(settings)
  const feed = await openMirror({ rest, ws, symbols, allowPlain: settings.allowPlainExchange, world })
  try {
    return await openSandbox({ ...config, feed }, world)
  } catch (error) {
    feed.close()
    throw error
  }
}

async function configOf(settings: Settings): Promise<Omit<SandboxConfig, 'port'>> {
  const { host, seed, bots, panel, data, sandbox } = settings
  return { host, seed, bots, panel, dataDir: stateFolder(data, sandbox), ...(await readSandboxOptions(sandbox)) }
}
