/** `spotdeck up`: sandbox, gateway and page in one process; the parts still speak over loopback sockets. */

import { decimal } from '@spotdeck/exact'
import type { AccountCredentials } from '../config/credentials.ts'
import { badValue } from '../command-error.ts'
import { DEMO_DATA } from '../config/data-folder.ts'
import { refuseExposed } from '../config/exposed.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { refuseUnwritable } from '../data-directory.ts'
import { refuseBusyPorts } from '../ports-free.ts'
import { printResult, printTrouble, printWarning } from '../print.ts'
import { DemoPast } from './demo-past.ts'
import { type Closing, closeAll, closeOnSignal } from '../shutdown.ts'
import { environment, openWorld, telemetryOf } from '../world.ts'

/** Whoever may open the page, the exchange and its panel are for this machine alone. */
const EXCHANGE_HOST = '127.0.0.1'

/** Enough for whatever the demo account holds; the rules are those of a live account. */
const PLAY_MONEY = {
  maxOrderNotional: decimal<'USDT'>('1000000'),
  maxDailyNotional: decimal<'USDT'>('100000000'),
  zone: 'UTC',
}

/** `spotdeck up`: runs the sandbox and a gateway on it in one process. */
export async function upCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment, { data: DEMO_DATA })
  refuseAccounts(settings)
  // The exchange is this process's own, whatever addresses stand in the file.
  refuseExposed({ ...settings, allowPlainExchange: true })
  await refuseBusyPorts([
    { host: settings.host, port: settings.port, flag: '--port' },
    { host: EXCHANGE_HOST, port: settings.sandboxPort, flag: '--sandbox-port' },
  ])
  refuseUnwritable(settings.data)
  // Loaded when nothing was refused: a command that cannot start says so at once.
  const [{ startSandbox }, { startGateway }] = await Promise.all([import('./sandbox.ts'), import('./gateway.ts')])
  const telemetry = await telemetryOf(settings)
  const world = openWorld(settings.logLevel, [], telemetry)
  const opened: Closing[] = [() => telemetry.close()]
  try {
    const sandbox = await startSandbox({ ...settings, host: EXCHANGE_HOST }, settings.sandboxPort, world)
    opened.push(() => sandbox.close())
    const demo: AccountCredentials = {
      id: 'main',
      label: 'Sandbox',
      credentials: sandbox.demo,
      trading: true,
      limits: PLAY_MONEY,
    }
    const gateway = await startGateway(
      { ...settings, rest: sandbox.url, ws: sandbox.wsUrl },
      [demo],
      { sandbox: true, soleUser: true, ...(settings.panel ? { sandboxPanelUrl: sandbox.url } : {}) },
      // Accounts are followed on the exchange's time, which the panel can move; readers are served on the machine's.
      { ...world, ...sandbox.time, edge: world },
    )
    opened.push(() => gateway.close())
    telemetry.export({ metrics: () => gateway.metrics(), log: world.log })
    const csv = sandbox.depositExport(sandbox.demo.apiKey) ?? ''
    const past = new DemoPast(gateway.desk, { account: demo.id, csv, failed: printTrouble })
    opened.push(() => Promise.resolve(past.end()))
    closeOnSignal(opened, flags)
    if (!settings.sandbox.paused) await past.known(world.timers)
    const link = await gateway.loginLink()
    const text = `Spotdeck ready: ${link} (sandbox exchange on ${sandbox.url}, data in ${settings.data})`
    printResult(flags, { ready: link, sandbox: sandbox.url, data: settings.data }, text)
  } catch (error) {
    await closeAll(opened, printTrouble)
    throw error
  }
}

/** Refuses what it would pass over: the demo account is the only one. @throws {CommandError} `CONFIG_BAD_VALUE` */
function refuseAccounts({ accounts }: Settings): void {
  if (accounts !== undefined)
    throw badValue(
      '`up` follows the demo account of its own sandbox and no other: leave `accounts` out, or start `spotdeck gateway` for them.',
    )
  if (environment['SPOTDECK_API_KEY'])
    printWarning('SPOTDECK_API_KEY is not used by `up`: `spotdeck gateway` follows your own account.')
}
