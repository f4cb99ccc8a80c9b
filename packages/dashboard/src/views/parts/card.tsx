/** A card: a titled surface with a fixed place for its count and its one action. */

import type { ReactNode } from 'react'
import type { FreshnessOf } from '../../state/store/use-freshness.ts'
import { DataAge } from './data-age.tsx'
import styles from './parts.module.css'

type CardProps = {
  readonly title: string
  readonly count?: number | undefined
  readonly action?: ReactNode
  readonly className?: string | undefined
  /** The content reaches the card's edges: tables and charts. */
  readonly flush?: boolean
  /** Filters that stand in the header's line; the title gives way on a phone. */
  readonly toolbar?: ReactNode
  /** Live content, whose age is shown and which is dimmed once it is old. */
  readonly live?: FreshnessOf | undefined
  /** The content scrolls by itself and has nothing that takes the focus: its box does, for the arrow keys. */
  readonly scrolls?: boolean
  readonly children: ReactNode
}

/** A titled region. */
export function Card({ className = '', flush = false, scrolls = false, children, ...heading }: CardProps) {
  const { title, count, action, toolbar, live } = heading
  const focus = scrolls ? { tabIndex: 0, role: 'group', 'aria-label': title } : undefined
  return (
    <section className={`${styles.card} ${className}`} aria-label={title}>
      <header className={styles.cardHeader} data-toolbar={toolbar === undefined ? undefined : true}>
        <h2>
          {title}
          {count === undefined ? null : <span className={`num ${styles.count}`}>{count}</span>}
        </h2>
        {live === undefined ? null : <DataAge of={live} />}
        {toolbar}
        {action}
      </header>
      <div className={styles.cardBody} data-flush={flush || undefined} {...focus}>
        {children}
      </div>
    </section>
  )
}
