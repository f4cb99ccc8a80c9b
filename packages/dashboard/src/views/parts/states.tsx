/** Placeholders for rows and curves: empty, no match, failed, loading. */

import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSayError } from '../../i18n/use-message.ts'
import { blameOfError } from '../../live/api-client.ts'
import { isForbidden } from '../../state/queries/queries.ts'
import { Icon } from './icons.tsx'
import { SmallButton } from './small-button.tsx'
import styles from './parts.module.css'

type EmptyProps = { readonly title: string; readonly hint?: string | undefined; readonly children?: ReactNode }

/** Nothing here: what will appear, and what to do about it. */
export function Empty({ title, hint, children }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>{title}</p>
      {hint === undefined ? null : <p className="dim">{hint}</p>}
      {children}
    </div>
  )
}

const TITLES = { gateway: 'error.gatewaySilent', exchange: 'error.exchangeSilent', unknown: 'error.title' } as const

/** A read that failed: what, why, and a way on. */
export function Failed({ error, retry }: { readonly error: unknown; readonly retry?: (() => unknown) | undefined }) {
  const { t } = useTranslation()
  const sayError = useSayError()
  const forbidden = isForbidden(error)
  return (
    <div className={styles.empty} role="alert">
      <p className={styles.emptyTitle}>
        <span className={styles.warnIcon}>
          <Icon name="warning" />
        </span>
        {forbidden ? t('error.forbidden') : t(TITLES[blameOfError(error)])}
      </p>
      <p className="dim">{forbidden ? t('error.forbiddenHint') : <CatalogueText text={sayError(error)} />}</p>
      {retry === undefined || forbidden ? null : (
        <SmallButton onClick={() => void retry()}>{t('action.retry')}</SmallButton>
      )}
    </div>
  )
}

/** Answer of a query: `data` once it is there. */
export type Reading<T> = {
  readonly data: T | undefined
  readonly error: Error | null
  readonly refetch: () => unknown
}

type ReadProps<T> = {
  readonly query: Reading<T>
  /** Drawn until the answer is there; a number of rows in the making. */
  readonly waiting: ReactNode
  readonly children: (data: T) => ReactNode
}

/** Draws what a query answered; until then that it is on its way, or why it could not be read. */
export function Read<T>({ query: { data, error, refetch }, waiting, children }: ReadProps<T>): ReactNode {
  if (data !== undefined) return children(data)
  if (error !== null) return <Failed error={error} retry={refetch} />
  return typeof waiting === 'number' ? <SkeletonRows count={waiting} /> : waiting
}

/** Rows in the making, at the height they will have; `awaited` is false where nothing is on its way yet. */
export function SkeletonRows({ count, awaited = true }: { readonly count: number; readonly awaited?: boolean }) {
  const { t } = useTranslation()
  return (
    <div {...(awaited ? { role: 'status', 'aria-label': t('table.loading') } : { 'aria-hidden': true })}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={styles.skeletonRow}>
          <span className={`skeleton ${styles.skeletonBar}`} data-width={index % 3} />
          <span className={`skeleton ${styles.skeletonBar}`} data-width={(index + 1) % 3} />
          <span className={`skeleton ${styles.skeletonBar}`} data-width={(index + 2) % 3} />
        </div>
      ))}
    </div>
  )
}

/** A chart in the making. */
export function SkeletonChart() {
  return <div className={styles.skeletonChart} />
}

/** One figure in the making. */
export function SkeletonFigure({ wide = false }: { readonly wide?: boolean }) {
  return <span className={`skeleton ${styles.skeletonFigure}`} data-wide={wide || undefined} />
}

/** A sentence of the catalogue: every second part between backticks is a command. */
export function CatalogueText({ text }: { readonly text: string }) {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : <Fragment key={index}>{part}</Fragment>))
}
