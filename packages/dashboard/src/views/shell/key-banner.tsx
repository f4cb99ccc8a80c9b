/** A key that may withdraw can lose everything: said on every page until it is replaced, and not to be put away. */

import { useMessage } from '../../i18n/use-message.ts'
import { useKeyCanWithdraw } from '../../state/queries/warnings.ts'
import { Icon } from '../parts/icons.tsx'
import styles from './shell.module.css'

/** Red, above the page, for the owner of such a key; nothing otherwise. */
export function KeyBanner() {
  const formatMessage = useMessage()
  if (!useKeyCanWithdraw()) return null
  return (
    <div className={styles.keyBanner} role="alert" data-testid="key-warning">
      <Icon name="warning" />
      <p>
        <strong>{formatMessage('noticeText', 'KEY_CAN_WITHDRAW')}</strong>
      </p>
    </div>
  )
}
