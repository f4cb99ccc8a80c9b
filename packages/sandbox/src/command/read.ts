/** Reads the options of the sandbox into its configuration; what a value needs is loaded where the option is given. */

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DAY_MS, durationMs } from '@spotdeck/ports'
import type { SandboxConfig } from '../config.ts'
import type { OpenSource } from '../market/data/source.ts'
import { SandboxStartError } from '../start-error.ts'
import { readSwitches } from '../switches.ts'
import type { SandboxSymbol } from '../venue/listing/symbols.ts'
import { type SandboxTexts, flagOf, variableOf } from './options.ts'

const MAX_MS = 31 * DAY_MS
const MIN_TOKEN = 16
const MIN_SPEED = 0.001
const MAX_SPEED = 1_000

/** The part of a configuration that these options decide. */
export type ReadOptions = Pick<
  SandboxConfig,
  | 'symbols'
  | 'fastForwardMs'
  | 'switches'
  | 'source'
  | 'feed'
  | 'speed'
  | 'startAt'
  | 'paused'
  | 'scenario'
  | 'venue'
  | 'panelAccess'
>

/**
 * Reads and checks every option; the files of venue, scenario, recording and replay are read, nothing is written.
 * @throws {SandboxStartError} `SANDBOX_BAD_OPTION`, `SANDBOX_BAD_RECORDING`, `SANDBOX_UNKNOWN_SYMBOL`; {ScenarioError}; {VenueError}
 */
export async function readSandboxOptions(texts: SandboxTexts): Promise<ReadOptions> {
  const { symbols, fastForward, switches, recording, replay, speed, startAt, scenario, paused } = texts
  rejectTwoMarkets(texts)
  const named = symbols === undefined ? undefined : symbolsOf(symbols)
  const { venue, known } = await venueOf(texts, named)
  return {
    symbols: named,
    fastForwardMs: fastForward === undefined ? undefined : durationOf(fastForward),
    switches: switches === undefined ? undefined : switchesOf(switches),
    source: recording === undefined ? undefined : await sourceOf(recording, known),
    speed: speed === undefined ? undefined : speedOf(speed),
    startAt: startAt === undefined ? undefined : timeOf(startAt),
    paused,
    scenario: scenario === undefined ? undefined : (await import('../scenario/parse.ts')).readScenario(scenario),
    venue,
    panelAccess: panelAccessOf(texts),
    // Last: it reads the whole file.
    feed: replay === undefined ? undefined : (await import('../recording/replay.ts')).openReplay(replay),
  }
}

/** Folder of the state under a data directory; a replay begins anew with each start and has none. */
export function stateFolder(data: string | undefined, { replay, mirror }: SandboxTexts): string | undefined {
  if (data === undefined || replay !== undefined) return undefined
  return join(data, mirror === undefined ? 'sandbox' : 'mirror')
}

/** The error of an option whose value cannot be used; `expected` says what to write. */
export function badOption(name: string, value: string, expected: string): SandboxStartError {
  return new SandboxStartError(
    'SANDBOX_BAD_OPTION',
    `${flagOf(name)} (${variableOf(name)}) is "${value}": ${expected}.`,
  )
}

/** A market comes from one place, and a live one has its own time. */
function rejectTwoMarkets({ recording, replay, mirror, startAt, speed, fastForward, paused }: SandboxTexts): void {
  if (replay !== undefined && recording !== undefined)
    throw badOption('replay', replay, 'leave out --recording: a replay is the whole market')
  if (mirror === undefined) return
  if (replay !== undefined || recording !== undefined)
    throw badOption('mirror', mirror, 'leave out --replay and --recording: a mirror is the whole market')
  if (paused || [startAt, speed, fastForward].some((text) => text !== undefined))
    throw badOption(
      'mirror',
      mirror,
      "leave out --start-at, --speed, --fast-forward and --paused: its time is the host's",
    )
}

function timeOf(text: string): number {
  const time = Date.parse(text)
  if (time > 0) return time
  throw badOption('startAt', text, 'write a time such as 2027-01-01T00:00:00Z')
}

/** The venue, and the symbols that are named of it; those of a replay or a mirror are checked when it starts. */
async function venueOf({ venue: path, recording, replay, mirror }: SandboxTexts, named: readonly string[] | undefined) {
  const { symbolsNamed } = await import('../venue/listing/symbols.ts')
  if (path === undefined) return { venue: undefined, known: recording === undefined ? [] : symbolsNamed(named) }
  const { readVenue } = await import('../venue-file/parse.ts')
  const { resolveVenue } = await import('../venue-file/resolve.ts')
  const venue = readVenue(path)
  const isOwn = replay === undefined && mirror === undefined
  return { venue, known: isOwn ? symbolsNamed(named, resolveVenue(venue).symbols) : [] }
}

/** The token is a secret and is never repeated. */
function panelAccessOf({ panelToken, panelTokenFile, panelHost }: SandboxTexts): SandboxConfig['panelAccess'] {
  const token =
    panelToken ?? (panelTokenFile === undefined ? undefined : textOf('panelTokenFile', panelTokenFile).trim())
  if (token === undefined) return undefined
  if (token.length < MIN_TOKEN) throw badOption('panelToken', '…', `write at least ${MIN_TOKEN} characters`)
  return { token, host: panelHost }
}

function symbolsOf(text: string): readonly string[] {
  return partsOf(text).map((part) => part.toUpperCase())
}

/** The recorded prices, read and tried on the symbols that there will be. */
async function sourceOf(path: string, symbols: readonly SandboxSymbol[]): Promise<OpenSource> {
  const { createModel } = await import('../market/model/model.ts')
  const text = textOf('recording', path)
  const source = path.toLowerCase().endsWith('.csv')
    ? await csvOf(path, text, createModel)
    : await linesSource(text, createModel)
  try {
    source({ seed: 0, rules: new Map(symbols.map(({ rules }) => [rules.symbol, rules])) })
  } catch (error) {
    if (error instanceof RangeError) throw badOption('recording', path, error.message)
    throw error
  }
  return source
}

async function linesSource(text: string, model: OpenSource): Promise<OpenSource> {
  const { recordedSource } = await import('../market/recorded/recorded.ts')
  return (options) => recordedSource(text, options, model(options))
}

async function csvOf(path: string, text: string, model: OpenSource): Promise<OpenSource> {
  const { csvSource } = await import('../market/recorded/csv-source.ts').catch((cause: unknown) => {
    const message = 'A recording as CSV cannot be read here. Run npm install csv-parse.'
    throw new SandboxStartError('SANDBOX_BAD_OPTION', message, { cause })
  })
  return (options) => csvSource({ name: basename(path), text }, options, model(options))
}

function textOf(name: 'recording' | 'panelTokenFile', path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw badOption(name, path, 'name a file that can be read')
  }
}

function speedOf(text: string): number {
  const speed = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
  if (speed >= MIN_SPEED && speed <= MAX_SPEED) return speed
  throw badOption('speed', text, `write a number from ${MIN_SPEED} to ${MAX_SPEED}, such as 10`)
}

function durationOf(text: string): number {
  const ms = durationMs(text)
  if (ms !== undefined && ms <= MAX_MS) return ms
  throw badOption('fastForward', text, 'write a time up to 31d, such as 90m, 6h or 2d')
}

function switchesOf(text: string): NonNullable<SandboxConfig['switches']> {
  const pairs = partsOf(text).map((part) => part.split('='))
  if (pairs.some((pair) => pair.length !== 2))
    throw badOption('switches', text, 'write name=choice, with commas between')
  const read = readSwitches(Object.fromEntries(pairs) as Record<string, string>)
  if (typeof read === 'string') throw badOption('switches', text, read)
  return read
}

function partsOf(text: string): readonly string[] {
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
}
