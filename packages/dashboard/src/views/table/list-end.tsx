/** The foot of a list that is read page by page. */

import { useTranslation } from 'react-i18next'
import styles from './table.module.css'

/** Says whether more is being read or everything is shown. */
export function ListEnd({ reading, hasMore }: { readonly reading: boolean; readonly hasMore: boolean }) {
  const { t } = useTranslation()
  return (
    <p className={styles.footer} role="status">
      {reading || hasMore ? t('table.loadingMore') : t('table.end')}
    </p>
  )
}
