/** Services of the whole page: the browser, the gateway and the user's choices. */

import { createContext, useContext, useSyncExternalStore } from 'react'
import type { GatewayApi } from '../live/api-client.ts'
import type { World } from '../world.ts'
import type { Preferences, PreferencesStore } from './preferences.ts'

/** Services that a component may require. */
export type Services = { readonly world: World; readonly api: GatewayApi; readonly preferences: PreferencesStore }

/** Provided once, around the whole page. */
export const ServicesContext = createContext<Services | undefined>(undefined)

/** The services. Only inside `ServicesContext`. */
export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (services === undefined) throw new Error('No services here: render this inside ServicesContext.')
  return services
}

/** The user's preferences, and a function that changes some of them. */
export function usePreferences(): readonly [Preferences, (change: Partial<Preferences>) => void] {
  const { preferences } = useServices()
  return [useSyncExternalStore(preferences.subscribe, preferences.read), preferences.update]
}
