/** What the user chose for this browser: language, theme, zone, density, colours, privacy. Kept between visits. */

import { type TableLayout, readLayouts } from '../state/table-layout.ts'
import type { World } from '../world.ts'

export const languages = ['en', 'zh-TW'] as const
export const themes = ['auto', 'dark', 'light'] as const
export const zones = ['local', 'utc', 'utc8'] as const
export const densities = ['normal', 'compact'] as const
export const upDownColours = ['green-up', 'red-up'] as const

export const measures = ['absolute', 'return'] as const

export type Language = (typeof languages)[number]
export type Theme = (typeof themes)[number]
export type Zone = (typeof zones)[number]
export type Density = (typeof densities)[number]
export type UpDownColours = (typeof upDownColours)[number]

export type Preferences = {
  readonly language: Language
  readonly theme: Theme
  readonly zone: Zone
  readonly density: Density
  readonly upDown: UpDownColours
  /** Amounts are blurred. */
  readonly privacy: boolean
  /** Balances worth less than one USDT are left out of the asset table. */
  readonly hideSmall: boolean
  /** The equity chart's range. */
  readonly range: string
  /** What the equity chart draws: money, or the return. */
  readonly measure: (typeof measures)[number]
  /** How tables are arranged, by the table's name. */
  readonly tables: Readonly<Record<string, TableLayout>>
}

const KEY = 'spotdeck.preferences'

/** Holds the preferences, writes each change to the browser's storage and tells who listens. */
export class PreferencesStore {
  readonly #storage: World['storage']
  readonly #listeners = new Set<() => void>()
  #value: Preferences

  /** `browserLanguages` in the browser's order; the first that is Chinese or English decides on a first visit. */
  constructor(storage: World['storage'], browserLanguages: readonly string[]) {
    this.#storage = storage
    this.#value = readPreferences(storage.read(KEY), defaults(browserLanguages))
  }

  readonly read = (): Preferences => this.#value

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly update = (change: Partial<Preferences>): void => {
    this.#value = { ...this.#value, ...change }
    this.#storage.write(KEY, JSON.stringify(this.#value))
    for (const listener of this.#listeners) listener()
  }
}

function defaults(browserLanguages: readonly string[]): Preferences {
  const first = browserLanguages.find((language) => /^(?:zh|en)\b/i.test(language))
  return {
    language: first !== undefined && /^zh/i.test(first) ? 'zh-TW' : 'en',
    theme: 'auto',
    zone: 'local',
    density: 'normal',
    upDown: 'green-up',
    privacy: false,
    hideSmall: true,
    range: '1D',
    measure: 'absolute',
    tables: {},
  }
}

/** Stored text over the defaults, field by field: what is unknown or damaged falls back. */
export function readPreferences(text: string | undefined, fallback: Preferences): Preferences {
  let stored: Record<string, unknown> = {}
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    if (typeof value === 'object' && value !== null) stored = value as Record<string, unknown>
  } catch {
    return fallback
  }
  const pick = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((value) => value === stored[name]) ?? otherwise
  const flag = (name: string, otherwise: boolean) => {
    const value = stored[name]
    return typeof value === 'boolean' ? value : otherwise
  }
  return {
    language: pick('language', languages, fallback.language),
    theme: pick('theme', themes, fallback.theme),
    zone: pick('zone', zones, fallback.zone),
    density: pick('density', densities, fallback.density),
    upDown: pick('upDown', upDownColours, fallback.upDown),
    privacy: flag('privacy', fallback.privacy),
    hideSmall: flag('hideSmall', fallback.hideSmall),
    range: typeof stored['range'] === 'string' ? stored['range'] : fallback.range,
    measure: pick('measure', measures, fallback.measure),
    tables: readLayouts(stored['tables']),
  }
}
