/** The sandbox's own settings: text of flags, variables and file, read into what the exchange takes. */

import { readFileSync } from 'node:fs'
import { DAY_MS } from '@spotdeck/ports'
import {
  type OpenSource,
  type SandboxConfig,
  createModel,
  readSwitches,
  recordedSource,
  symbolsNamed,
} from '@spotdeck/sandbox'
import { type Scenario, ScenarioError, readScenario } from '@spotdeck/sandbox/scenario'
import { CommandError } from '../command-error.ts'
import { durationMs } from '../config/duration.ts'
import { type SandboxTexts, wrong } from '../config/settings.ts'

const MAX_MS = 31 * DAY_MS
const MIN_TOKEN = 16

/** @throws {CommandError} `CONFIG_BAD_VALUE`, `SCENARIO_INVALID`; {SandboxStartError} `SANDBOX_UNKNOWN_SYMBOL` */
export function readSandboxOptions(
  texts: SandboxTexts,
): Pick<
  SandboxConfig,
  'symbols' | 'fastForwardMs' | 'switches' | 'source' | 'startAt' | 'paused' | 'scenario' | 'panelAccess'
> {
  const { symbols, fastForward, switches, recording, startAt, scenario, paused } = texts
  const named = symbols === undefined ? undefined : symbolsOf(symbols)
  return {
    symbols: named,
    fastForwardMs: fastForward === undefined ? undefined : durationOf(fastForward),
    switches: switches === undefined ? undefined : switchesOf(switches),
    source: recording === undefined ? undefined : sourceOf(recording, named),
    startAt: startAt === undefined ? undefined : timeOf(startAt),
    paused,
    scenario: scenario === undefined ? undefined : scenarioOf(scenario),
    panelAccess: panelAccessOf(texts),
  }
}

function timeOf(text: string): number {
  const time = Date.parse(text)
  if (time > 0) return time
  throw wrong('startAt', text, 'write a time such as 2027-01-01T00:00:00Z')
}

function scenarioOf(path: string): Scenario {
  try {
    return readScenario(path)
  } catch (error) {
    if (error instanceof ScenarioError) throw new CommandError(error.code, error.message)
    throw error
  }
}

/** The token is a secret and is never repeated. */
function panelAccessOf({ panelToken, panelHost }: SandboxTexts): SandboxConfig['panelAccess'] {
  if (panelToken === undefined) return undefined
  if (panelToken.length < MIN_TOKEN) throw wrong('panelToken', '…', `write at least ${MIN_TOKEN} characters`)
  return { token: panelToken, host: panelHost }
}

function symbolsOf(text: string): readonly string[] {
  const names = partsOf(text).map((part) => part.toUpperCase())
  symbolsNamed(names)
  return names
}

/** The recording, read and tried on the symbols that there will be. */
function sourceOf(path: string, symbols: readonly string[] | undefined): OpenSource {
  const lines = linesOf(path)
  const source: OpenSource = (options) => recordedSource(lines, options, createModel(options))
  try {
    source({ seed: 0, rules: new Map(symbolsNamed(symbols).map(({ rules }) => [rules.symbol, rules])) })
  } catch (error) {
    if (error instanceof RangeError) throw wrong('recording', path, error.message)
    throw error
  }
  return source
}

function linesOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw wrong('recording', path, 'name a file that can be read')
  }
}

function durationOf(text: string): number {
  const ms = durationMs(text)
  if (ms !== undefined && ms <= MAX_MS) return ms
  throw wrong('fastForward', text, 'write a time up to 31d, such as 90m, 6h or 2d')
}

function switchesOf(text: string): NonNullable<SandboxConfig['switches']> {
  const pairs = partsOf(text).map((part) => part.split('='))
  if (pairs.some((pair) => pair.length !== 2)) throw wrong('switches', text, 'write name=choice, with commas between')
  const read = readSwitches(Object.fromEntries(pairs) as Record<string, string>)
  if (typeof read === 'string') throw wrong('switches', text, read)
  return read
}

function partsOf(text: string): readonly string[] {
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
}
