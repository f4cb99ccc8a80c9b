/** One setting: its name, what it does, and the control for it. */

import type { ReactNode } from 'react'
import styles from './settings.module.css'

type RowProps = { readonly label: string; readonly hint?: ReactNode; readonly children: ReactNode }

/** A label with its hint on one side, the control on the other. */
export function Row({ label, hint, children }: RowProps) {
  return (
    <div className={styles.row}>
      <div>
        <p>{label}</p>
        {hint === undefined ? null : <p className={styles.hint}>{hint}</p>}
      </div>
      <div className={styles.control}>{children}</div>
    </div>
  )
}
