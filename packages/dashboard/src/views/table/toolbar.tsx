/** The bar above every table, and what is said when its filters leave nothing. */

import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../parts/states.tsx'
import styles from './table.module.css'

/** Filters at the start, counts and totals at the end. */
export function Toolbar({ children, end }: { readonly children: ReactNode; readonly end?: ReactNode }) {
  return (
    <div className={styles.toolbar} role="search">
      {children}
      <div className={styles.toolbarEnd}>{end}</div>
    </div>
  )
}

/** Nothing matches: say so, and offer to clear. */
export function Filtered({ onClear }: { readonly onClear: () => void }) {
  const { t } = useTranslation()
  return (
    <Empty title={t('table.filtered')} hint={t('table.filteredHint')}>
      <Button size="compact-sm" variant="default" onClick={onClear}>
        {t('action.clearFilters')}
      </Button>
    </Empty>
  )
}
