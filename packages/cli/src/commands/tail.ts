/** `spotdeck tail`: an account's events from a running gateway, or public channels of the exchange, line by line. */

import { openMarketStreams, readChannel } from '@spotdeck/mexc'
import { DAY_MS, MINUTE_MS, defined, durationMs } from '@spotdeck/ports'
import { CHANNEL_NAMES, type PublicChannel, isPrivateChannel, parseChannel } from '@spotdeck/wire'
import { badValue } from '../command-error.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { accountOn, openEvents } from '../gateway-call.ts'
import { meant } from '../meant.ts'
import type { Asked } from '../open-credentials.ts'
import { printNotice, printReady } from '../print.ts'
import { type ServingGateway, provenGateway, withGateway } from '../running-gateway.ts'
import { interruptible } from '../shutdown.ts'
import { type Envelope, prettyEvent, prettyPush } from '../tail/pretty.ts'
import { followEvents } from '../tail/follow-events.ts'
import { environment, openWorld } from '../world.ts'
import { refuseMissingData } from './login.ts'

const DEFAULT_TOPICS = 'assets,orders,deals,status'
/** The longest run, shorter than its token lasts: a timer of Node takes no longer than 24 days. */
const MAX_MS = 20 * DAY_MS

/** `spotdeck tail`: prints until it is stopped, `--count` lines are printed or the time of `--for` is over. */
export async function tailCommand(names: readonly string[], flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment)
  const bounds = boundsOf(flags)
  const channels = names.map(channelNamed)
  if (channels.length > 0) return tailChannels(channels, settings, bounds)
  refuseMissingData(settings)
  const wish = { accounts: 'all', label: 'spotdeck tail', lastsMs: bounds.ms + MINUTE_MS } as const
  await withGateway({ settings, flags }, wish, (gateway, interrupted) =>
    tailAccount(gateway, { asked: { settings, flags }, bounds, interrupted }),
  )
}

/** Ends of a run: a number of lines, and a time in ms. */
type Bounds = { readonly count: number; readonly ms: number; readonly isJson: boolean }

/** @throws {CommandError} `CONFIG_BAD_VALUE` */
function boundsOf({ count, for: span, json }: Flags): Bounds {
  const ms = typeof span === 'string' ? (durationMs(span) ?? 0) : MAX_MS
  if (ms <= 0 || ms > MAX_MS) throw badValue(`--for is "${String(span)}": write a time up to 20d, such as 90s or 6h.`)
  const lines = count === undefined ? Infinity : Number(count)
  if (lines !== Infinity && !(Number.isInteger(lines) && lines > 0)) throw badValue('--count is a number from 1 on.')
  return { count: lines, ms, isJson: json === true }
}

type Account = { readonly asked: Asked; readonly bounds: Bounds; readonly interrupted: AbortSignal }

/** @throws {CommandError} as `followEvents` does */
async function tailAccount(gateway: ServingGateway, { asked, bounds, interrupted }: Account): Promise<void> {
  const { flags } = asked
  const { id } = await accountOn(gateway, flags)
  const topics = String(flags['topics'] ?? DEFAULT_TOPICS)
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(bounds.ms)])
  let isFirst = true
  const open = async (since: string | undefined): Promise<ReadableStream<Uint8Array>> => {
    // Another program may hold the port of a gateway that went away.
    const url = isFirst ? gateway.url : await provenGateway(asked)
    isFirst = false
    const query = new URLSearchParams(defined({ topics, since }))
    const answer = await openEvents(
      { ...gateway, url },
      `/api/v1/accounts/${encodeURIComponent(id)}/events?${query}`,
      signal,
    )
    return answer.body ?? new ReadableStream()
  }
  const since = typeof flags['since'] === 'string' ? flags['since'] : undefined
  const world = openWorld(asked.settings.logLevel)
  let printed = 0
  for await (const { kind, ...rest } of followEvents({ open, since, world, signal, report: printNotice })) {
    if (kind === 'gap' && bounds.isJson) printReady(JSON.stringify({ gap: rest }))
    if ('data' in rest) {
      printReady(bounds.isJson ? rest.data : prettyEvent(JSON.parse(rest.data) as Envelope))
      if (++printed >= bounds.count) return
    }
  }
}

/** A channel by its full text, or without `spot@public.` and `.v3.api.pb`. @throws {CommandError} `CONFIG_BAD_VALUE` */
function channelNamed(text: string): PublicChannel {
  const [family = '', ...parameters] = text.split('@')
  const full = family === 'spot' ? text : ['spot', `public.${family}.v3.api.pb`, ...parameters].join('@')
  const channel = parseChannel(full)
  if (channel !== undefined && !isPrivateChannel(channel)) return channel
  const known = CHANNEL_NAMES.flatMap((name) => /^public\.(.*)\.v3\.api\.pb$/.exec(name)?.[1] ?? [])
  throw badValue(
    `"${text}" is no public channel: write one such as aggre.deals@100ms@MXUSDT or kline@MXUSDT@Min1; there are ` +
      `${known.join(', ')}.${meant(family, known)} Their parameters are in docs/mexc-reference.md.`,
  )
}

type Addresses = Pick<Settings, 'ws' | 'allowPlainExchange' | 'logLevel'>

/** @throws {ChannelRefused} */
async function tailChannels(
  channels: readonly PublicChannel[],
  { ws, allowPlainExchange: allowPlain, logLevel }: Addresses,
  { count, ms, isJson }: Bounds,
): Promise<void> {
  const world = openWorld(logLevel)
  const streams = openMarketStreams({ wsUrl: ws, world, allowPlain })
  let printed = 0
  const over = new Error('The time is over.')
  try {
    await interruptible(over, async (interrupted) => {
      const all = new AbortController()
      const signal = AbortSignal.any([interrupted, AbortSignal.timeout(ms), all.signal])
      const readings = channels.map(async (channel) => {
        for await (const push of readChannel(streams, channel, { signal })) {
          if (printed++ < count) printReady(isJson ? JSON.stringify(push) : prettyPush(push))
          if (printed >= count) all.abort()
        }
      })
      await Promise.all(readings)
    })
  } finally {
    await streams.close()
  }
}
