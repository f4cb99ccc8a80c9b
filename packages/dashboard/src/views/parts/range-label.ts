/** Short names of the ranges on their buttons. */

import type { RangeName } from '@spotdeck/api'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

/** Returns a range as a button names it: a length of time is the same in every language. */
export function useRangeLabel(): (range: RangeName) => string {
  const { t } = useTranslation()
  return useCallback(
    (range) => {
      if (range === 'All') return t('action.all')
      return range === 'today' || range === 'MTD' || range === 'lastMonth' || range === 'YTD'
        ? t(`range.${range}`)
        : range
    },
    [t],
  )
}
