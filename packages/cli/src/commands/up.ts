/** `spotdeck up`: sandbox, gateway and page in one process; the parts still speak over loopback sockets. */

import type { AccountCredentials } from '../config/credentials.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { refuseBusyPorts } from '../ports-free.ts'
import { printReady, printTrouble } from '../print.ts'
import { type Closing, closeAll, closeOnSignal } from '../shutdown.ts'
import { environment, openWorld } from '../world.ts'
import { startGateway } from './gateway.ts'
import { startSandbox } from './sandbox.ts'

export async function upCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment, { port: 8787 })
  await refuseBusyPorts([
    { host: settings.host, port: settings.port, flag: '--port' },
    { host: settings.host, port: settings.sandboxPort, flag: '--sandbox-port' },
  ])
  const world = openWorld(settings.logLevel)
  const opened: Closing[] = []
  try {
    const sandbox = await startSandbox(settings, settings.sandboxPort, world)
    opened.push(() => sandbox.close())
    const demo: AccountCredentials = { id: 'main', label: 'Sandbox', credentials: sandbox.demo, trading: true }
    const gateway = await startGateway(
      { ...settings, rest: sandbox.url, ws: sandbox.wsUrl },
      [demo],
      { sandbox: true },
      world,
    )
    opened.push(() => gateway.close())
    closeOnSignal(opened, printTrouble)
    printReady(`Spotdeck ready: ${gateway.loginLink()} (sandbox exchange on ${sandbox.url}, data in ${settings.data})`)
  } catch (error) {
    await closeAll(opened, printTrouble)
    throw error
  }
}
