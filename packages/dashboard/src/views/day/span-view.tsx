/** A span of time as a page: its PnL and why, its curve, and everything that happened in it. */

import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { zoneName } from '../../format/time.ts'
import type { DaysSpan } from '../../live/account-api.ts'
import { usePreferences } from '../../settings/services.ts'
import { useLivePerformance } from '../../state/queries/report-queries.ts'
import { Card } from '../parts/card.tsx'
import { GainShare } from '../parts/figures.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Parts } from '../parts/part-errors.tsx'
import { PnlCard } from '../performance/pnl-card.tsx'
import { WhyParts } from '../why/why-parts.tsx'
import styles from './day.module.css'
import { TimelineCard } from './timeline-card.tsx'

type SpanViewProps = {
  readonly title: string
  readonly span: DaysSpan
  /** Ways to other spans. */
  readonly children?: ReactNode
}

/** The page of `span`. */
export function SpanView({ title, span, children }: SpanViewProps) {
  const { t } = useTranslation()
  const [{ zone }] = usePreferences()
  const { profit, timeWeightedReturn } = useLivePerformance(span).data ?? {}
  const { from, to } = span
  const within = useMemo(() => ({ from, to }), [from, to])
  return (
    <div className={styles.page}>
      <PageTitle title={title} />
      <header className={styles.head}>
        <strong>{title}</strong>
        <span className="dim">{zoneName(zone)}</span>
        {timeWeightedReturn == null ? null : <GainShare exact={timeWeightedReturn} />}
        <nav className={styles.ways} aria-label={t('why.ways')}>
          {children}
        </nav>
      </header>
      <Parts>
        <Card title={t('why.ask')} action={<span className="dim">USDT</span>} className={styles.why}>
          <WhyParts span={span} total={profit} />
        </Card>
        <PnlCard span={span} className={styles.chart} />
        <TimelineCard span={within} />
      </Parts>
    </div>
  )
}
