/** Why a total changed: a button around the figure, which opens its parts. */

import type { PnlMethod } from '@spotdeck/api'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ReportSpan } from '../../live/account-api.ts'
import type { CoinFigure } from '../../state/assets/why.ts'
import { Dialog } from '../parts/dialog.tsx'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { SkeletonRows } from '../parts/states.tsx'
import { usePath } from '../parts/use-path.ts'
import styles from './why.module.css'

const WhyParts = lazyComponent(async () => (await import('./why-parts.tsx')).WhyParts)

/** A total to explain. */
export type WhyProps = {
  readonly span: ReportSpan
  /** The figure that is shown, exact; while it is not known there is nothing to press. */
  readonly total: string | undefined
  readonly method?: PnlMethod
  /** It is a figure of each coin, and the coins are its parts. */
  readonly figure?: CoinFigure
}

/** A figure that opens its explanation. */
export function Why({ children, ...props }: WhyProps & { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const to = usePath()
  const [isOpen, setOpen] = useState(false)
  if (props.total === undefined) return children
  return (
    <>
      <button
        type="button"
        className={styles.ask}
        title={t('why.ask')}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {children}
      </button>
      {isOpen ? (
        <Dialog title={t('why.ask')} size={520} onClose={() => setOpen(false)}>
          <LazyBoundary waiting={<SkeletonRows count={8} />}>
            <WhyParts {...props} />
          </LazyBoundary>
          <p className={styles.links}>
            <Link to={to('/day/today')}>{t('why.today')}</Link>
          </p>
        </Dialog>
      ) : null}
    </>
  )
}
