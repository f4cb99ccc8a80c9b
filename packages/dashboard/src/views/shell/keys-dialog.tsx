/** The list of the page's keys. */

import { Kbd } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../parts/dialog.tsx'
import { SETTINGS_KEY, pageEntries } from './pages.ts'
import styles from './shell.module.css'

/** The list of keys, in groups; those of trading where it is on. */
export function KeysDialog({ trading, onClose }: { readonly trading: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation()
  type Group = readonly [title: string, keys: readonly (readonly [pressed: readonly string[], meaning: string])[]]
  const groups: readonly Group[] = [
    [
      t('keys.pages'),
      [
        ...pageEntries.map((page) => [['g', page.key], t(`keys.${page.name}`)] as const),
        [['g', SETTINGS_KEY], t('keys.settings')],
        [['/'], t('keys.search')],
        [['Ctrl', 'K'], t('find.title')],
        [['p'], t('keys.privacy')],
        [['Esc'], t('action.close')],
        [['?'], t('keys.help')],
      ],
    ],
    [
      t('nav.market'),
      [
        [['1', '–', '9'], t('keys.interval')],
        [['w'], t('keys.favorite')],
        [['['], t('keys.marketBefore')],
        [[']'], t('keys.marketAfter')],
      ],
    ],
  ]
  const trades: Group = [
    t('keys.trading'),
    [
      [['b'], t('keys.buy')],
      [['s'], t('keys.sell')],
      [['↑', '↓'], t('keys.step')],
      [['Shift', '↑', '↓'], t('keys.tenSteps')],
      [['Enter'], t('keys.send')],
      [['Delete'], t('keys.cancelLine')],
      [['x'], t('keys.cancelLast')],
      [['Shift', 'X'], t('keys.cancelAll')],
    ],
  ]
  return (
    <Dialog onClose={onClose} title={t('action.keys')} size={trading ? 720 : 400}>
      <div className={styles.keyGroups}>
        {(trading ? [...groups, trades] : groups).map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl className={styles.keys}>
              {keys.map(([pressed, meaning]) => (
                <div key={meaning}>
                  <dt>{meaning}</dt>
                  <dd>
                    {pressed.map((key) =>
                      key === '–' ? (
                        key
                      ) : (
                        <Kbd key={key} size="xs">
                          {key}
                        </Kbd>
                      ),
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
