/** One part of the sandbox's drawer. */

import type { ReactNode } from 'react'
import { useSayError } from '../../i18n/say.ts'
import { ApiError } from '../../live/api-client.ts'
import styles from './sandbox.module.css'

type SectionProps = {
  readonly title: string
  readonly hint?: string
  readonly action?: ReactNode
  readonly error?: Error | null
  readonly children: ReactNode
}

/** Heading, content, and what went wrong with its last call. */
export function Section({ title, hint, action, error, children }: SectionProps) {
  const sayError = useSayError()
  return (
    <section className={styles.section} aria-label={title}>
      <header>
        <h3>{title}</h3>
        {action}
      </header>
      {hint === undefined ? null : <p className={`dim ${styles.hint}`}>{hint}</p>}
      {children}
      {error === undefined || error === null ? null : (
        <p className={styles.refused} role="alert">
          {sayError(error)}
          {error instanceof ApiError && error.detail !== undefined ? ` ${error.detail}` : ''}
        </p>
      )}
    </section>
  )
}
