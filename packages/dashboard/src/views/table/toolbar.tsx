/** The bar above every table, and what is said when its filters leave nothing. */

import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../parts/icons.tsx'
import { Empty } from '../parts/states.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './table.module.css'

type ToolbarProps = {
  /** Content that is always visible. */
  readonly children: ReactNode
  /** Filters that stand, on a phone, behind a button. */
  readonly more?: ReactNode
  /** Number of filters that are set. */
  readonly set?: number
  readonly end?: ReactNode
}

/** Filters at the start, counts and totals at the end. */
export function Toolbar({ children, more, set = 0, end }: ToolbarProps) {
  const { t } = useTranslation()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={styles.toolbar} role="search">
      {children}
      {more === undefined ? null : (
        <>
          <button
            type="button"
            className={styles.filtersButton}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            {t('table.filters')}
            {set > 0 ? <span className="num">{set}</span> : null}
            <Icon name="chevron" size={12} />
          </button>
          <div id={id} className={styles.filters} data-open={isOpen || undefined}>
            {more}
          </div>
        </>
      )}
      <div className={styles.toolbarEnd}>{end}</div>
    </div>
  )
}

/** Nothing matches: say so, and offer to clear. */
export function Filtered({ onClear }: { readonly onClear: () => void }) {
  const { t } = useTranslation()
  return (
    <Empty title={t('table.filtered')} hint={t('table.filteredHint')}>
      <SmallButton onClick={onClear}>{t('action.clearFilters')}</SmallButton>
    </Empty>
  )
}
