/** In the sandbox an empty place offers the controls by which it is filled. */

import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { SmallButton } from './small-button.tsx'
import { Icon } from './icons.tsx'

/** Opens the sandbox's controls; `undefined` where there are none. */
export const SandboxContext = createContext<(() => void) | undefined>(undefined)

/** The button, where there is a sandbox to control. */
export function SandboxOffer() {
  const { t } = useTranslation()
  const open = useContext(SandboxContext)
  if (open === undefined) return null
  return (
    <SmallButton leftSection={<Icon name="flask" size={12} />} onClick={open}>
      {t('sandbox.open')}
    </SmallButton>
  )
}
