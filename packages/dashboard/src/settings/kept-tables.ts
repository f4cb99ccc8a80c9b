/**
 * Synchronizes the owner's table layouts with the gateway, so that another browser shows the same. The local copy draws
 * the first frame; the gateway's replaces it, and a change is sent soon. The last copy known to be at the gateway is
 * stored too, so that an unsent change is sent at the next visit.
 */

import type { Settings, SettingsChange } from '@spotdeck/api'
import type { World } from '../world.ts'
import { type PreferencesStore, parsed } from './preferences.ts'
import { type TableLayout, readLayouts } from './stored-layouts.ts'

const PREFIX = 'table.'
/** Storage key of the last copy known to be stored at the gateway. */
const KEY = 'spotdeck.tables'
/** Dragging a column is many changes and one arrangement. */
const SETTLE_MS = 1_000
/** The gateway's limit for one setting. */
const MAX_CHARACTERS = 2_000

type Tables = Readonly<Record<string, TableLayout>>
type KeptTablesOptions = {
  readonly world: Pick<World, 'after' | 'storage'>
  readonly preferences: PreferencesStore
  readonly api: {
    settings(signal?: AbortSignal): Promise<Settings>
    changeSettings(change: SettingsChange): Promise<Settings>
  }
}

/** Keeps both sides alike until the answered function is called. What cannot be sent waits for the next change. */
export function keepTables({ world, preferences, api }: KeptTablesOptions): () => void {
  const stopped = new AbortController()
  let cancel = () => {}
  let unfollow = () => {}
  const recordSent = (tables: Tables) => world.storage.write(KEY, JSON.stringify(tables))
  const send = () => {
    const { tables } = preferences.read()
    const change = changeOf(tables, readLayouts(parsed(world.storage.read(KEY))))
    if (Object.keys(change).length === 0) return
    api.changeSettings(change).then(
      () => recordSent(tables),
      () => undefined,
    )
  }
  const follow = () => {
    let seen = preferences.read().tables
    return preferences.subscribe(() => {
      const { tables } = preferences.read()
      if (tables === seen) return
      seen = tables
      cancel()
      cancel = world.after(SETTLE_MS, send)
    })
  }
  api.settings(stopped.signal).then(
    (settings) => {
      if (stopped.signal.aborted) return
      const kept = tablesOf(settings)
      const { tables } = preferences.read()
      const news = changeOf(tables, readLayouts(parsed(world.storage.read(KEY))))
      const mine = Object.fromEntries(Object.entries(tables).filter(([name]) => `${PREFIX}${name}` in news))
      recordSent(kept)
      unfollow = follow()
      // Every update has the whole page read its choices again.
      if (Object.keys({ ...kept, ...mine }).length > 0) preferences.update({ tables: { ...tables, ...kept, ...mine } })
    },
    () => undefined,
  )
  return () => {
    stopped.abort()
    unfollow()
    cancel()
  }
}

function tablesOf(settings: Settings): Tables {
  const stored = Object.entries(settings).flatMap(([key, value]) =>
    key.startsWith(PREFIX) && typeof value === 'string' ? [[key.slice(PREFIX.length), parsed(value)] as const] : [],
  )
  return readLayouts(Object.fromEntries(stored))
}

function changeOf(tables: Tables, sent: Tables): SettingsChange {
  const entries = Object.entries(tables).flatMap(([name, layout]) => {
    const text = JSON.stringify(layout)
    if (text === JSON.stringify(sent[name]) || text.length > MAX_CHARACTERS) return []
    return [[`${PREFIX}${name}`, text] as const]
  })
  return Object.fromEntries(entries)
}
