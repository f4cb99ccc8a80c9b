/** `spotdeck record`: the public market of a host into a file that the sandbox plays. */

import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { durationMs, sleep } from '@spotdeck/ports'
import { RecordingWriter } from '@spotdeck/sandbox'
import { buildChannel } from '@spotdeck/wire'
import { CommandError, badValue } from '../command-error.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { printFailure, printProgress, printResult, printWarning } from '../print.ts'
import { MAX_SYMBOLS, MarketRecorder, recordedChannels } from '../record/market-recorder.ts'
import { closeOnSignal } from '../shutdown.ts'
import { type World, environment, openWorld } from '../world.ts'

/** A kill loses no more than this, ms. */
const FLUSH_MS = 1_000

/** Times and sizes of a finished recording. */
export type Recorded = { readonly begunAt: number | undefined; readonly records: number; readonly bytes: number }

/** `spotdeck record`: records until the time is over or a signal comes. */
export async function recordCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment)
  const { to, for: span } = flags
  if (typeof to !== 'string') throw badValue('Name the file to write with --to.')
  const ms = typeof span === 'string' ? durationMs(span) : Number.POSITIVE_INFINITY
  if (ms === undefined || ms === 0) throw badValue(`--for is "${String(span)}": write a time such as 90m, 6h or 2d.`)
  const symbols = symbolsAsked(settings)
  const stopping = new AbortController()
  const recording = record({ ...settings, symbols, to, ms }, openWorld(settings.logLevel), stopping.signal)
  const ended = recording.then(
    (recorded) => report({ to, flags }, recorded),
    (error: unknown) => {
      process.exitCode = printFailure(flags, error)
    },
  )
  closeOnSignal(
    [
      async () => {
        stopping.abort()
        await ended
      },
    ],
    flags,
  )
  await ended
}

/** Symbols of `--symbols`. @throws {CommandError} `CONFIG_BAD_VALUE` for none and for too many */
export function symbolsAsked({ sandbox }: Pick<Settings, 'sandbox'>): readonly string[] {
  const names = (sandbox.symbols ?? '').split(',').map((name) => name.trim().toUpperCase())
  const symbols = [...new Set(names.filter((name) => name !== ''))]
  if (symbols.length > 0 && symbols.length <= MAX_SYMBOLS) return symbols
  throw badValue(`Name 1 to ${MAX_SYMBOLS} symbols with --symbols, such as BTCUSDT,MXUSDT.`)
}

type Request = Pick<Settings, 'rest' | 'ws' | 'allowPlainExchange'> & {
  readonly symbols: readonly string[]
  readonly to: string
  /** Time from the market's beginning on. */
  readonly ms: number
}

/**
 * Records until the time is over or the signal aborts; the file is whole either way.
 * @throws {CommandError} `RECORDING_UNWRITABLE`, `MARKET_NOT_LIVE`
 */
export async function record(request: Request, world: World, signal: AbortSignal): Promise<Recorded> {
  const { rest, ws, allowPlainExchange: allowPlain, symbols, to, ms } = request
  const file = newFile(to)
  const channels = symbols.flatMap((symbol) => recordedChannels(symbol).map(buildChannel))
  const header = { host: new URL(rest).host, startedAt: world.clock.now(), symbols, channels }
  const writer = new RecordingWriter(header, (bytes) => void writeSync(file, bytes))
  const recorder = new MarketRecorder({ rest, ws, allowPlain, symbols, world, take: (one) => writer.add(one) })
  let begunAt: number | undefined
  const stop = new Promise<void>((aborted) => signal.addEventListener('abort', () => aborted()))
  const flushing = new AbortController()
  const flushed = flush(writer, recorder, { world, signal: flushing.signal, begunAt: () => begunAt })
  try {
    begunAt = await Promise.race([recorder.begin('minute'), stop.then(() => undefined), flushed.then(() => undefined)])
    const over = Number.isFinite(ms) ? sleep({ timers: world.timers, ms, signal }).catch(() => undefined) : stop
    if (begunAt !== undefined && !signal.aborted) await Promise.race([over, stop, flushed])
  } catch (error) {
    // Nothing that could be played: no file is left.
    if (begunAt === undefined) rmSync(to, { force: true })
    throw error
  } finally {
    flushing.abort()
    await recorder.close()
    writer.flush()
    closeSync(file)
    await flushed.catch(() => undefined)
    printProgress('')
  }
  return { begunAt, ...writer.written }
}

type Flushing = { readonly world: World; readonly signal: AbortSignal; readonly begunAt: () => number | undefined }

/** Writes every second, and shows how far the recording is. Rejects when the file cannot be written. */
async function flush(writer: RecordingWriter, recorder: MarketRecorder, options: Flushing): Promise<void> {
  const { world, signal, begunAt } = options
  while (!signal.aborted) {
    await sleep({ timers: world.timers, ms: FLUSH_MS, signal }).catch(() => undefined)
    if (signal.aborted) return
    writer.flush()
    const { records, bytes } = writer.written
    const since = begunAt()
    const state = since === undefined ? 'waiting for a whole minute' : `since ${new Date(since).toISOString()}`
    printProgress(`${recorder.live.length} symbols live, ${state}: ${records} records, ${bytes} bytes`)
  }
}

function newFile(path: string): number {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (cause) {
    const message = `Cannot write ${path}: name a file that does not exist yet, in a folder you may write to.`
    throw new CommandError('RECORDING_UNWRITABLE', message, { cause })
  }
}

function report({ to, flags }: { to: string; flags: Flags }, { begunAt, records, bytes }: Recorded): void {
  const file = resolve(to)
  printResult(flags, { file, records, bytes, begunAt }, `${file}: ${records} records, ${bytes} bytes`)
  if (begunAt === undefined)
    printWarning('it ended before its market began, and cannot be played: let it run for two minutes at least.')
}
