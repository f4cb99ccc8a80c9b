/** The pages there are, in the order of the navigation. */

import type { IconName } from '../parts/icons.tsx'

/** One page of the navigation. `key` follows `g` on the keyboard. */
export type PageEntry = {
  readonly path: string
  readonly name: 'overview' | 'assets' | 'orders' | 'fills' | 'performance' | 'market' | 'activity'
  readonly icon: IconName
  readonly key: string
}

/** Pages of the navigation, in order, with the key that follows `g`. */
export const pageEntries: readonly PageEntry[] = [
  { path: '/', name: 'overview', icon: 'overview', key: 'o' },
  { path: '/assets', name: 'assets', icon: 'assets', key: 'a' },
  { path: '/orders', name: 'orders', icon: 'orders', key: 'd' },
  { path: '/fills', name: 'fills', icon: 'fills', key: 'f' },
  { path: '/performance', name: 'performance', icon: 'performance', key: 'r' },
  { path: '/market', name: 'market', icon: 'market', key: 'm' },
  { path: '/activity', name: 'activity', icon: 'activity', key: 'y' },
]

/** Key that follows `g` for the settings, which are apart from the pages. */
export const SETTINGS_KEY = 's'

/** The pages under the thumb on a phone; the others stand behind "more". */
export const thumbPages: readonly PageEntry['name'][] = ['overview', 'market', 'orders', 'assets']
