/** Placeholder for a span without trades, or with unknown ones. */

import { useTranslation } from 'react-i18next'
import { isFirstRead } from '../../state/range/complete-since.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { Empty } from '../parts/states.tsx'

/** Nothing in the range; while the past is being read for the first time, that it is. */
export function NoTrades() {
  const { t } = useTranslation()
  const isUnread = isFirstRead(useAccountData('coverage') ?? [], 'deals')
  return isUnread ? (
    <Empty title={t('performance.reading')} hint={t('performance.readingHint')} />
  ) : (
    <Empty title={t('performance.none')} hint={t('performance.noneHint')} />
  )
}
