/** The owner's settings of the page, in the store of credentials. */

import { type Settings, type SettingsChange, settings } from '@spotdeck/api'
import { type Awaitable, after } from './awaitable.ts'
import type { AccessStore } from './store.ts'

/** Characters of all settings together. */
const MAX_SETTINGS = 16 * 1024

/** Page settings of the owner. */
export interface PageSettings {
  settings(): Awaitable<Settings>
  /** Merges; null forgets. `undefined` when it would be too much to keep: then nothing is changed. */
  changeSettings(change: SettingsChange): Awaitable<Settings | undefined>
}

/** Page settings of the owner, in the store. */
export function pageSettings(store: AccessStore): PageSettings {
  const settingsNow = (): Awaitable<Settings> => after(store.preferences(), settingsIn)
  return {
    settings: settingsNow,
    changeSettings(change) {
      const changes = new Map(
        Object.entries(change).map(([name, value]) => [name, value === null ? undefined : JSON.stringify(value)]),
      )
      return after(store.preferences(), (before): Awaitable<Settings | undefined> => {
        const next = [...new Map([...before, ...changes])]
        const length = next.reduce((sum, [name, value]) => sum + name.length + (value?.length ?? 0), 0)
        return length > MAX_SETTINGS ? undefined : after(store.keepPreferences(changes), settingsNow)
      })
    },
  }
}

/** Rows hold what `changeSettings` wrote. */
function settingsIn(rows: ReadonlyMap<string, string>): Settings {
  return settings.parse(
    Object.fromEntries([...rows].map(([name, value]): [string, unknown] => [name, JSON.parse(value)])),
  )
}
