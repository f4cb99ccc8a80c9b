import type { SettingsChange } from '@spotdeck/api'
import { expect, it } from 'vitest'
import { chooseDirectMarket } from './direct-market.ts'
import { PreferencesStore } from './preferences.ts'

function page(isRefused = false) {
  const done: unknown[] = []
  const preferences = new PreferencesStore({ read: () => undefined, write: () => undefined }, ['en'])
  const api = {
    changeSettings: async (change: SettingsChange) => {
      done.push(change)
      if (isRefused) throw new Error('403')
      return {}
    },
  }
  return { done, preferences, api, world: { reload: () => void done.push('reload') } }
}

it('tells the gateway before the page is reloaded with the right to connect', async () => {
  const { done, ...services } = page()
  await chooseDirectMarket(services, true)
  expect(done).toEqual([{ directMarket: true }, 'reload'])
  expect(services.preferences.read().directMarket).toBe(true)
})

it('takes the right back when it is turned off', async () => {
  const { done, ...services } = page()
  services.preferences.update({ directMarket: true })
  await chooseDirectMarket(services, false)
  expect(done).toEqual([{ directMarket: null }])
  expect(services.preferences.read().directMarket).toBe(false)
})

it('stays off where the gateway refuses the change', async () => {
  const { done, ...services } = page(true)
  await chooseDirectMarket(services, true)
  expect(done).not.toContain('reload')
  expect(services.preferences.read().directMarket).toBe(false)
})
