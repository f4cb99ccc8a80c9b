/** The owner's choice to read the exchange's public stream in the browser, made known to the gateway. */

import type { Settings, SettingsChange } from '@spotdeck/api'
import type { World } from '../world.ts'
import type { PreferencesStore } from './preferences.ts'

type ChoiceOptions = {
  readonly world: Pick<World, 'reload'>
  readonly preferences: PreferencesStore
  readonly api: { changeSettings(change: SettingsChange): Promise<Settings> }
}

/**
 * Turns the direct stream on or off. The gateway allows the page to connect to the exchange only where its owner turned that on,
 * and a page is told what it may connect to when it is loaded: so it is loaded anew. What the gateway refuses is not chosen.
 */
export async function chooseDirectMarket({ world, preferences, api }: ChoiceOptions, isOn: boolean): Promise<void> {
  preferences.update({ directMarket: isOn })
  try {
    await api.changeSettings({ directMarket: isOn ? true : null })
  } catch {
    preferences.update({ directMarket: false })
    return
  }
  if (isOn) world.reload()
}
