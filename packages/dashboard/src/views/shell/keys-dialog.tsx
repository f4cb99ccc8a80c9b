/** The list of the page's keys. */

import { Kbd } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../parts/dialog.tsx'
import { SETTINGS_KEY, pageEntries } from './pages.ts'
import styles from './shell.module.css'

/** The list of keys. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const keys = [
    ...pageEntries.map((page) => [['g', page.key], t(`keys.${page.name}`)] as const),
    [['g', SETTINGS_KEY], t('keys.settings')] as const,
    [['/'], t('keys.search')] as const,
    [['Ctrl', 'K'], t('find.title')] as const,
    [['p'], t('keys.privacy')] as const,
    [['Esc'], t('action.close')] as const,
    [['?'], t('keys.help')] as const,
  ]
  return (
    <Dialog onClose={onClose} title={t('action.keys')} size={360}>
      <dl className={styles.keys}>
        {keys.map(([pressed, meaning]) => (
          <div key={pressed.join(' ')}>
            <dt>{meaning}</dt>
            <dd>
              {pressed.map((key) => (
                <Kbd key={key} size="xs">
                  {key}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
