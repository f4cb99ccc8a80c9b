import type { SettingsChange } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { FakeWorld } from '../live/testing/fake-world.ts'
import { DEFAULT_LAYOUT } from './stored-layouts.ts'
import { keepTables } from './kept-tables.ts'
import { PreferencesStore } from './preferences.ts'

const layout = (...order: string[]) => ({ ...DEFAULT_LAYOUT, order })
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

function browserOf() {
  const kept = new Map<string, string>()
  return { read: (key: string) => kept.get(key), write: (key: string, value: string) => void kept.set(key, value) }
}

function desk(held: Record<string, string>, storage = browserOf()) {
  const fake = new FakeWorld()
  const world = { after: fake.after, advance: (ms: number) => fake.advance(ms), storage }
  const preferences = new PreferencesStore(storage, ['en'])
  const posted: SettingsChange[] = []
  let refused = false
  const api = {
    settings: async () => held,
    changeSettings: async (change: SettingsChange) => {
      posted.push(change)
      if (refused) throw new Error('no network')
      Object.assign(held, change)
      return held
    },
  }
  const start = () => keepTables({ world, preferences, api })
  return { world, preferences, posted, start, refuse: (is: boolean) => void (refused = is) }
}

test('another browser of the owner has the same column layout', async () => {
  const held: Record<string, string> = {}
  const first = desk(held)
  first.start()
  await settled()
  for (const order of [['fee'], ['fee', 'time']]) first.preferences.update({ tables: { fills: layout(...order) } })
  first.world.advance(1_000)
  expect(first.posted).toEqual([{ 'table.fills': JSON.stringify(layout('fee', 'time')) }])
  const second = desk(held)
  second.start()
  await settled()
  expect(second.preferences.read().tables).toEqual({ fills: layout('fee', 'time') })
  second.world.advance(1_000)
  expect(second.posted).toEqual([])
})

test('a change during the request is kept, and local settings are sent', async () => {
  const { world, preferences, posted, start } = desk({ 'table.fills': JSON.stringify(layout('old')), 'table.x': '{' })
  preferences.update({ tables: { orders: layout('side') } })
  start()
  preferences.update({ tables: { ...preferences.read().tables, fills: layout('new') } })
  await settled()
  expect(preferences.read().tables['fills']).toEqual(layout('new'))
  world.advance(1_000)
  expect(posted).toEqual([
    { 'table.orders': JSON.stringify(layout('side')), 'table.fills': JSON.stringify(layout('new')) },
  ])
})

test('an unsent change is sent at the next visit, and wins', async () => {
  const [held, browser]: [Record<string, string>, ReturnType<typeof browserOf>] = [{}, browserOf()]
  const first = desk(held, browser)
  const leave = first.start()
  await settled()
  first.preferences.update({ tables: { fills: layout('a') } })
  first.world.advance(1_000)
  await settled()
  first.preferences.update({ tables: { fills: layout('b') } })
  leave()
  const second = desk(held, browser)
  second.start()
  await settled()
  expect(second.preferences.read().tables).toEqual({ fills: layout('b') })
  second.world.advance(1_000)
  expect(held).toEqual({ 'table.fills': JSON.stringify(layout('b')) })
})

test('a failed change is sent with the next one, and none after the page was closed', async () => {
  const { world, preferences, posted, start, refuse } = desk({})
  const stop = start()
  await settled()
  refuse(true)
  preferences.update({ tables: { fills: layout('a') } })
  world.advance(1_000)
  await settled()
  refuse(false)
  preferences.update({ tables: { ...preferences.read().tables, orders: layout('b') } })
  world.advance(1_000)
  expect(Object.keys(posted.at(-1) ?? {})).toEqual(['table.fills', 'table.orders'])
  stop()
  preferences.update({ tables: {} })
  world.advance(5_000)
  expect(posted).toHaveLength(2)
})
