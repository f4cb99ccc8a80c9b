/** A card with a list that the gateway answers, and what is said of it. */

import type { ReactNode } from 'react'
import { Card } from '../parts/card.tsx'
import { Read, type Reading } from '../parts/states.tsx'
import styles from './settings.module.css'

type ListCardProps<T> = {
  readonly title: string
  readonly hint: string
  readonly action?: ReactNode
  readonly query: Reading<{ readonly items: readonly T[] }>
  /** Number of rows that are drawn while the list is read. */
  readonly rows: number
  /** Said where the list is empty. */
  readonly none?: string
  /** Stands above the rows once they are there. */
  readonly above?: ReactNode
  readonly item: (item: T) => ReactNode
  readonly children?: ReactNode
}

/** The card; `children` stand below the list. */
export function ListCard<T>({ title, hint, action, query, rows, none, above, item, children }: ListCardProps<T>) {
  return (
    <Card title={title} action={action}>
      <p className={styles.hint}>{hint}</p>
      <Read query={query} waiting={rows}>
        {({ items }) => (
          <>
            {above}
            {items.length === 0 && none !== undefined ? <p className={`dim ${styles.none}`}>{none}</p> : null}
            {items.map(item)}
          </>
        )}
      </Read>
      {children}
    </Card>
  )
}
