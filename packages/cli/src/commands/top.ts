/** `spotdeck top`: the desk of an account on the terminal, drawn anew every second. */

import { type AccountInfo, dealData, page, snapshot } from '@spotdeck/api'
import { DAY_MS, MINUTE_MS, SECOND_MS, sleep, unlessAborted } from '@spotdeck/ports'
import { type Flags, readSettings } from '../config/settings.ts'
import { failureOf } from '../failures.ts'
import { accountOn, callGateway } from '../gateway-call.ts'
import type { Asked } from '../open-credentials.ts'
import { printResult } from '../print.ts'
import { type ServingGateway, provenGateway, withGateway } from '../running-gateway.ts'
import { type AccountView, screen } from '../top/screen.ts'
import { environment, openWorld } from '../world.ts'
import { refuseMissingData } from './login.ts'

const REDRAW_MS = SECOND_MS
/** The token lasts for this command alone, and a desk on a terminal for no longer. */
const LASTS_MS = { once: 5 * MINUTE_MS, drawn: 20 * DAY_MS }
const MAX_DEALS = 10
/** Another screen without a cursor, and back. */
const [ENTER, LEAVE] = ['\u001b[?1049h\u001b[?25l', '\u001b[?25h\u001b[?1049l']
const [HOME, LINE_END, SCREEN_END] = ['\u001b[H', '\u001b[K', '\u001b[J']

/** `spotdeck top`: draws until it is stopped; prints once into a file or pipe, with `--once` and with `--json`. */
export async function topCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment)
  refuseMissingData(settings)
  const asked = { settings, flags }
  const isDrawn = process.stdout.isTTY && flags['once'] !== true && flags['json'] !== true
  const wish = { accounts: 'all', label: 'spotdeck top', lastsMs: isDrawn ? LASTS_MS.drawn : LASTS_MS.once } as const
  await withGateway(asked, wish, async (gateway, interrupted) => {
    const account = await accountOn(gateway, flags)
    const view = await readDesk(gateway, account, interrupted)
    if (isDrawn) return draw(view, { asked, gateway, interrupted })
    printResult(flags, { url: gateway.url, ...view }, screen(view).join('\n'))
  })
}

async function readDesk(gateway: ServingGateway, account: AccountInfo, signal: AbortSignal): Promise<AccountView> {
  const path = `/api/v1/accounts/${encodeURIComponent(account.id)}`
  const [now, deals] = await Promise.all([
    callGateway(gateway, `${path}/snapshot`, { signal }),
    callGateway(gateway, `${path}/deals?limit=${MAX_DEALS}`, { signal }),
  ])
  return { account, snapshot: snapshot.parse(now), deals: page(dealData).parse(deals).items }
}

type Drawing = { readonly asked: Asked; readonly gateway: ServingGateway; readonly interrupted: AbortSignal }

/** A gateway that goes away is waited for; the figures stay, with their age. */
async function draw(first: AccountView, { asked, gateway, interrupted: signal }: Drawing): Promise<void> {
  const { timers, monotonic } = openWorld(asked.settings.logLevel)
  let [view, answeredAt, isAway, url] = [first, monotonic.now(), false, gateway.url]
  process.stdout.write(ENTER)
  try {
    while (!signal.aborted) {
      const { columns, rows } = process.stdout
      const lines = screen(view, { columns, rows: rows - 1, awayMs: isAway ? monotonic.now() - answeredAt : 0 })
      process.stdout.write(`${HOME}${lines.map((line) => `${line}${LINE_END}\n`).join('')}${SCREEN_END}`)
      await sleep({ timers, ms: REDRAW_MS, signal }).catch(() => undefined)
      try {
        // Another program may hold the port of a gateway that went away.
        if (isAway) url = await unlessAborted(provenGateway(asked), signal, () => new Error('Aborted.'))
        view = await readDesk({ ...gateway, url }, view.account, signal)
        ;[answeredAt, isAway] = [monotonic.now(), false]
      } catch (error) {
        if (!signal.aborted && failureOf(error).category !== 'unavailable') throw error
        isAway = true
      }
    }
  } finally {
    process.stdout.write(LEAVE)
  }
}
