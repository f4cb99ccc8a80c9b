/** The foot of a list that is read page by page. */

import { useTranslation } from 'react-i18next'
import { useSayError } from '../../i18n/use-message.ts'
import type { Pages } from '../../state/queries/queries.ts'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './table.module.css'

type ListEndProps = { readonly pages: Pick<Pages<unknown>, 'readingMore' | 'hasMore' | 'moreError' | 'retry'> }

/** Says whether more is being read or everything is shown; where the rest could not be read, why, and a way on. */
export function ListEnd({ pages }: ListEndProps) {
  const { t } = useTranslation()
  const sayError = useSayError()
  const { readingMore, hasMore, moreError, retry } = pages
  const isFailed = moreError !== null && !readingMore
  return (
    <div role="row">
      <div role="cell" className={styles.footer} aria-live="polite">
        {isFailed ? (
          <>
            {sayError(moreError)} <SmallButton onClick={retry}>{t('action.retry')}</SmallButton>
          </>
        ) : readingMore || hasMore ? (
          t('table.loadingMore')
        ) : (
          t('table.end')
        )}
      </div>
    </div>
  )
}
