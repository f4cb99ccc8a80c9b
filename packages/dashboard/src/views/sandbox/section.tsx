/** One part of the sandbox's drawer. */

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSayError } from '../../i18n/use-message.ts'
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
  const { t } = useTranslation()
  const sayError = useSayError()
  // The sandbox says why in English alone: that stands by itself, below what it means.
  const detail = error instanceof ApiError && error.status < 500 ? error.detail : undefined
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
          {detail === undefined ? sayError(error) : t('sandbox.refused')}
          {detail === undefined ? null : (
            <span className={styles.refusedDetail} lang="en">
              {detail}
            </span>
          )}
        </p>
      )}
    </section>
  )
}
