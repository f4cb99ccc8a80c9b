/** Follows an event stream over breaks: opens it again, goes on after the last position, and states every gap. */

import {
  type Clock,
  MINUTE_MS,
  type Random,
  SECOND_MS,
  type Timers,
  backoffMs,
  sleep,
  unlessAborted,
} from '@spotdeck/ports'
import { CommandError } from '../command-error.ts'
import { failureOf } from '../failures.ts'
import { type EventBlock, eventBlocks } from './event-blocks.ts'

/** A stream that is followed. */
export type FollowedStream = {
  /** Opens the stream after a position; the first time also without one. */
  readonly open: (since: string | undefined) => Promise<ReadableStream<Uint8Array>>
  readonly since?: string | undefined
  readonly world: { readonly clock: Clock; readonly timers: Timers; readonly random: Pick<Random, 'next'> }
  /** Ends it at once. */
  readonly signal: AbortSignal
  /** Gets a line for a person: a break, its end, a gap. */
  readonly report: (line: string) => void
}

/** An event, as the JSON of its envelope, or a gap: positions around events that are not sent. */
export type Followed =
  | { readonly kind: 'event'; readonly data: string }
  | { readonly kind: 'gap'; readonly after: string | undefined; readonly at: string | undefined }

/** The stream is given up when it was away for this long, in ms. */
const GIVE_UP_MS = 10 * MINUTE_MS
const BACKOFF = { baseMs: SECOND_MS, capMs: 10 * SECOND_MS }
/** Reasons of `event: end` after which the same stream can be opened again. */
const TEMPORARY: ReadonlySet<string> = new Set(['RESTARTING', 'TOO_SLOW', 'RATE_LIMITED', 'INTERNAL'])

/**
 * Events and gaps in order, until the signal aborts.
 * @throws {CommandError} `STREAM_ENDED` after ten minutes without the stream, `REVOKED`, and what the first opening
 * throws
 */
export async function* followEvents(stream: FollowedStream): AsyncGenerator<Followed> {
  const { world, signal, report } = stream
  let at = stream.since
  let attempt = 0
  let brokenAt: number | undefined
  for (let isOpened = false; !signal.aborted;) {
    try {
      const body = await unlessAborted(stream.open(at), signal, () => new Error('Aborted.'))
      if (isOpened && at === undefined) yield gap(report, undefined, undefined)
      else if (isOpened) report(`connected again, goes on after ${at}`)
      isOpened = true
      for await (const block of eventBlocks(body, world.timers)) {
        attempt = 0
        brokenAt = undefined
        if (block.event === 'reset') yield gap(report, at, block.id)
        at = block.id ?? at
        if (block.event === 'message' && block.data !== '') yield { kind: 'event', data: block.data }
        if (block.event === 'end') refuseFinal(block)
      }
    } catch (error) {
      if (!signal.aborted && (!isOpened || !isTemporary(error))) throw error
    }
    if (signal.aborted) return
    if (attempt === 0) report(`the stream broke off after ${at ?? 'no event'}; connecting again`)
    brokenAt ??= world.clock.now()
    if (world.clock.now() - brokenAt > GIVE_UP_MS)
      throw new CommandError('STREAM_ENDED', `The gateway has not come back. ${nextStep(at)}`)
    const ms = backoffMs(attempt++, world.random, BACKOFF)
    await sleep({ timers: world.timers, ms, signal }).catch(() => undefined)
  }
}

function gap(report: FollowedStream['report'], after: string | undefined, at: string | undefined): Followed {
  report(`gap: events after ${after ?? 'the break'} up to ${at ?? 'now'} are not in this stream`)
  return { kind: 'gap', after, at }
}

/** @throws {CommandError} `REVOKED` */
function refuseFinal({ data }: EventBlock): void {
  const { code = '' } = JSON.parse(data) as { readonly code?: string }
  if (!TEMPORARY.has(code)) throw new CommandError('REVOKED', `The gateway ended the stream (${code}): run it again.`)
}

/** Errors of the connection have no code of ours. */
const isTemporary = (error: unknown): boolean =>
  !(error instanceof CommandError) || failureOf(error).category === 'unavailable'

/** Nothing is lost without a word: the position says where to go on. */
const nextStep = (at: string | undefined): string => (at === undefined ? 'Run it again.' : `Go on with --since ${at}`)
