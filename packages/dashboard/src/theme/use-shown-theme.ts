/** The theme that is on screen, whatever decided it: the user or the system. */

import { useComputedColorScheme } from '@mantine/core'

/** `dark` or `light`. */
export function useShownTheme(): 'dark' | 'light' {
  return useComputedColorScheme('dark', { getInitialValueInEffect: false })
}
