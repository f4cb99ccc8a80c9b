/** The sandbox's own settings: text of flags, variables and file, read into what the exchange takes. */

import { type SandboxConfig, readSwitches, symbolsNamed } from '@spotdeck/sandbox'
import { type SandboxTexts, wrong } from '../config/settings.ts'

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const LONGEST_MS = 31 * UNITS_MS.d

/** @throws {CommandError} `CONFIG_BAD_VALUE`; {SandboxStartError} `SANDBOX_UNKNOWN_SYMBOL` */
export function readSandboxOptions(texts: SandboxTexts): Pick<SandboxConfig, 'symbols' | 'fastForwardMs' | 'switches'> {
  const { symbols, fastForward, switches } = texts
  return {
    ...(symbols === undefined ? {} : { symbols: symbolsOf(symbols) }),
    ...(fastForward === undefined ? {} : { fastForwardMs: durationOf(fastForward) }),
    ...(switches === undefined ? {} : { switches: switchesOf(switches) }),
  }
}

function symbolsOf(text: string): readonly string[] {
  const names = partsOf(text).map((part) => part.toUpperCase())
  symbolsNamed(names)
  return names
}

function durationOf(text: string): number {
  const [, count, unit] = /^(\d{1,7})([smhd])$/.exec(text) ?? []
  const ms = Number(count) * (UNITS_MS[unit as keyof typeof UNITS_MS] ?? Number.NaN)
  if (ms <= LONGEST_MS) return ms
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
