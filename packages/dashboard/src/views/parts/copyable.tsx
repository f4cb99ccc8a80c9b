/** An identifier in full, over as many lines as it needs, and a button that copies it. */

import { ActionIcon, CopyButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons.tsx'
import styles from './parts.module.css'

/** Text with a copy button; `name` describes it. */
export function Copyable({ text, name }: { readonly text: string; readonly name: string }) {
  const { t } = useTranslation()
  return (
    <span className={styles.copyable}>
      <span>{text}</span>
      <CopyButton value={text}>
        {({ copied, copy }) => {
          const label = copied ? t('action.copied') : t('action.copyNamed', { name })
          return (
            <ActionIcon size={22} aria-label={label} title={label} onClick={copy}>
              <Icon name={copied ? 'check' : 'copy'} size={14} />
            </ActionIcon>
          )
        }}
      </CopyButton>
    </span>
  )
}
