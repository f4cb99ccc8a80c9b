/** `spotdeck tail`: an account's events from a running gateway, or public channels of the exchange, line by line. */

import { openMarketStreams, readChannel } from '@spotdeck/mexc'
import { DAY_MS, MINUTE_MS, durationMs } from '@spotdeck/ports'
import { CHANNEL_NAMES, type PublicChannel, isPrivateChannel, parseChannel } from '@spotdeck/wire'
import { CommandError, badValue } from '../command-error.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { accountOn, openEvents } from '../gateway-call.ts'
import { meant } from '../meant.ts'
import { printReady } from '../print.ts'
import { type ServingGateway, withGateway } from '../running-gateway.ts'
import { interruptible } from '../shutdown.ts'
import { type Envelope, prettyEvent, prettyPush } from '../tail/pretty.ts'
import { eventBlocks } from '../tail/event-blocks.ts'
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
    tailAccount(gateway, { flags, bounds, interrupted }),
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

type Account = { readonly flags: Flags; readonly bounds: Bounds; readonly interrupted: AbortSignal }

/** @throws {CommandError} `STREAM_RESET`, `STREAM_ENDED`, `STREAM_SILENT`, or the problem's code */
async function tailAccount(gateway: ServingGateway, { flags, bounds, interrupted }: Account): Promise<void> {
  const { id: account } = await accountOn(gateway, flags)
  const query = new URLSearchParams({ topics: String(flags['topics'] ?? DEFAULT_TOPICS) })
  if (typeof flags['since'] === 'string') query.set('since', flags['since'])
  const over = AbortSignal.any([interrupted, AbortSignal.timeout(bounds.ms)])
  const path = `/api/v1/accounts/${encodeURIComponent(account)}/events?${query}`
  const { body } = await openEvents(gateway, path, over)
  let printed = 0
  let at = typeof flags['since'] === 'string' ? flags['since'] : undefined
  try {
    for await (const { event, id, data } of eventBlocks(body ?? new ReadableStream())) {
      at = id ?? at
      if (event === 'message' && data !== '') {
        printReady(bounds.isJson ? data : prettyEvent(JSON.parse(data) as Envelope))
        if (++printed >= bounds.count) return
      }
      if (event === 'reset') throw ended('STREAM_RESET', 'The position is no longer stored', at)
      if (event === 'end') throw ended('STREAM_ENDED', `The gateway ended the stream: ${data}`, at)
    }
  } catch (error) {
    if (over.aborted) return
    throw error
  }
  throw ended('STREAM_ENDED', 'The gateway ended the stream', at)
}

/** Nothing is lost without a word: the position says where to go on. */
function ended(code: string, what: string, at: string | undefined): CommandError {
  return new CommandError(code, `${what}. ${at === undefined ? 'Run it again.' : `Go on with --since ${at}`}`)
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
