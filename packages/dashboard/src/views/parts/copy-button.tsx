/** Copies text, and says for a moment that it did. */

import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../../settings/services.ts'
import { SmallButton } from './small-button.tsx'
import { Icon } from './icons.tsx'

const SAID_MS = 2_000

type CopyButtonProps = {
  readonly text: string
  /** Says what is copied. */
  readonly label: string
  /** It is the main action of its place. */
  readonly isPrimary?: boolean
}

/** A button that copies `text`. */
export function CopyButton({ text, label, isPrimary = false }: CopyButtonProps) {
  const { t } = useTranslation()
  const { world } = useServices()
  const [copied, setCopied] = useState(false)
  useEffect(() => (copied ? world.after(SAID_MS, () => setCopied(false)) : undefined), [copied, world])
  return (
    <SmallButton
      variant={isPrimary ? 'filled' : 'default'}
      leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}
      onClick={() => void world.copy(text).then(setCopied)}
    >
      <span aria-live="polite">{copied ? t('action.copied') : label}</span>
    </SmallButton>
  )
}
