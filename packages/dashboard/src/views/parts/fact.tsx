/** One line of a list of terms: a name and its figure. */

import type { ReactNode } from 'react'
import { Link, type To } from 'react-router'
import styles from './parts.module.css'

type FactProps = {
  readonly name: string
  /** True for an amount of USDT, which is said beside the name. */
  readonly unit?: boolean
  readonly hint?: string | undefined
  /** Page of what the figure is made of. */
  readonly to?: To
  /** Stands below the figure, and keeps its place where it is `null`. */
  readonly sub?: ReactNode
  readonly children: ReactNode
}

/** A name and its figure, within a `dl`. */
export function Fact({ name, unit = false, hint, to, sub, children }: FactProps) {
  return (
    <div title={hint}>
      <dt>
        {to === undefined ? name : <Link to={to}>{name}</Link>}
        {unit ? <span className={styles.unit}> USDT</span> : null}
      </dt>
      <dd className="num">{children}</dd>
      {sub === undefined ? null : <dd className={styles.sub}>{sub}</dd>}
    </div>
  )
}
