/** The foot of a list that is read page by page. */

import { useTranslation } from 'react-i18next'
import styles from './table.module.css'

/** Says whether more is being read or everything is shown. */
export function ListEnd({ reading, hasMore }: { readonly reading: boolean; readonly hasMore: boolean }) {
  const { t } = useTranslation()
  return (
    <div role="row">
      <div role="cell" className={styles.footer} aria-live="polite">
        {reading || hasMore ? t('table.loadingMore') : t('table.end')}
      </div>
    </div>
  )
}
