/** A button that opens a menu, whose code comes with the first press. */

import type { MenuListProps } from './menu-list.tsx'
import { loadOnHover } from './load-on-hover.tsx'

/** The button alone until it is pressed, then the menu around it. */
export const ButtonMenu = loadOnHover<MenuListProps>(async () => (await import('./menu-list.tsx')).MenuList)
