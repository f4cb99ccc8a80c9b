/** Hooks that read one section of the store; the component renders again only when that section was painted. */

import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import { useServices } from '../../settings/services.ts'
import type { MarketSection, MarketStore, MarketView } from './market-store.ts'
import type { AccountStore } from './store.ts'
import type { AccountData, Section } from './view.ts'

/** The account on screen and its live state, with the market that is looked at beside it. */
export type OpenAccount = {
  readonly account: string
  readonly trading: boolean
  readonly store: AccountStore
  readonly market: MarketStore
}

/** Provided around every page of an account. */
export const AccountContext = createContext<OpenAccount | undefined>(undefined)

/** The account on screen. Only inside `AccountContext`. */
export function useAccount(): OpenAccount {
  const open = useContext(AccountContext)
  if (open === undefined) throw new Error('No account is open here: render this inside AccountContext.')
  return open
}

/** The account on screen with the services of the page. */
export const useAccountServices = () => ({ ...useServices(), ...useAccount() })

/** One section of the account's live state. */
export function useAccountData<S extends Section>(section: S): AccountData[S] {
  return useSection(section, (data) => data)
}

/** True once a section is known: a later value of it draws nothing again. */
export function useIsKnown(section: Section): boolean {
  return useSection(section, (data) => data !== undefined)
}

function useSection<S extends Section, T>(section: S, of: (data: AccountData[S]) => T): T {
  const { store } = useAccount()
  const subscribe = useCallback((listener: () => void) => store.subscribe(section, listener), [store, section])
  return useSyncExternalStore(subscribe, () => of(store.read(section)))
}

/** One section of the market that is looked at. */
export function useMarket<S extends MarketSection>(section: S): MarketView[S] {
  const { market } = useAccount()
  const subscribe = useCallback((listener: () => void) => market.subscribe(section, listener), [market, section])
  return useSyncExternalStore(subscribe, () => market.read(section))
}
