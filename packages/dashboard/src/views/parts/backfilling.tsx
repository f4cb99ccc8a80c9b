/** Marks totals of which a part is still being read from the exchange, in the words of the overview. */

import { useTranslation } from 'react-i18next'
import { isBackfilling } from '../../state/range/complete-since.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import styles from './parts.module.css'

/** The mark alone. */
export function BackfillingMark() {
  const { t } = useTranslation()
  return <span className={styles.backfilling}>{t('overview.repairing')}</span>
}

/** The mark while records of the account since `from`, in ms, are being read; nothing otherwise. */
export function Backfilling({ from = 0 }: { readonly from?: number | undefined }) {
  return useBackfilling({ from, to: Infinity }) ? <BackfillingMark /> : null
}

/** True while records of the account within a span are being read; false where the span or its coverage is not known. */
export function useBackfilling(span: { readonly from: number; readonly to: number } | undefined): boolean {
  const coverage = useAccountData('coverage')
  return coverage !== undefined && span !== undefined && isBackfilling(coverage, span)
}
