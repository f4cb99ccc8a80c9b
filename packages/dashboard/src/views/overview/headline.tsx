/** Current equity, its change over a day, a week and a month, and its reliability. */

import type { Performance } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { money, percent, rounded, signed } from '../../format/number.ts'
import { isoTime } from '../../format/time.ts'
import { completeSince } from '../../state/range/complete-since.ts'
import { HOUR_MS } from '../../durations.ts'
import { useRangeSpan, useSumsHidden } from '../../state/queries/queries.ts'
import { countsSince } from '../../state/range/range.ts'
import { useLivePerformance } from '../../state/queries/report-queries.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { useFreshness } from '../../state/store/use-freshness.ts'
import { DataAge } from '../parts/data-age.tsx'
import { EstimateBadge } from '../parts/estimate.tsx'
import { Figure } from '../parts/figures.tsx'
import { toneOf } from '../../format/tone.ts'
import { Icon } from '../parts/icons.tsx'
import { SkeletonFigure } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { Why } from '../why/why.tsx'
import { EquityTotal, OwnUnit } from './equity-total.tsx'
import styles from './overview.module.css'

/** The line above everything else. */
export function Headline() {
  const { t } = useTranslation()
  const equity = useAccountData('equity')
  const { isOld } = useFreshness('values')
  if (useSumsHidden()) {
    return (
      <div className={styles.headline}>
        <p className="dim">{t('error.sumsHidden')}</p>
        <div className={styles.headlineParts}>
          <CompleteSince />
        </div>
      </div>
    )
  }
  return (
    <div className={styles.headline}>
      <div className={styles.headlineFigure}>
        {equity === undefined ? (
          <SkeletonFigure wide />
        ) : (
          <>
            <EquityTotal equity={equity} isOld={isOld} />
            {equity.stale === true ? (
              <span className={styles.unsure} title={t('overview.pricesOldHint')}>
                {t('overview.pricesOld')}
              </span>
            ) : null}
          </>
        )}
        <DataAge of="values" />
        <span className={styles.aged} data-old={isOld || undefined}>
          <Changes />
        </span>
      </div>
      <div className={styles.headlineParts} data-old={isOld || undefined}>
        <span>
          <span className="dim">{t('overview.available')} </span>
          <Figure exact={equity?.free} shown={money(equity?.free)} amount />
          <OwnUnit />
        </span>
        <span>
          <span className="dim">{t('overview.inOrders')} </span>
          <Figure exact={equity?.locked} shown={money(equity?.locked)} amount />
          <OwnUnit />
        </span>
        <CompleteSince />
      </div>
    </div>
  )
}

const CHANGES = ['1D', '7D', '30D'] as const
/** A change over less than this says nothing of a day, let alone a month. */
const MIN_SPAN_MS = HOUR_MS

/** Over a day, a week and a month. What reaches back less far than that says since when, once. */
function Changes() {
  const day = useLivePerformance(useRangeSpan('1D')).data
  // The longer ones wait for the first: nobody waits for them.
  const week = useLivePerformance(useRangeSpan('7D'), day !== undefined).data
  const month = useLivePerformance(useRangeSpan('30D'), week !== undefined).data
  const reports = [day, week, month]
  const short = reports.findIndex((report) => report !== undefined && countsSince(report) !== undefined)
  return (
    <span className={styles.changes}>
      {CHANGES.map((range, index) =>
        short >= 0 && index > short ? null : <RangeChange key={range} range={range} performance={reports[index]} />,
      )}
    </span>
  )
}

type RangeChangeProps = {
  readonly range: (typeof CHANGES)[number]
  readonly performance: Performance | undefined
}

function RangeChange({ range, performance }: RangeChangeProps) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  const span = useRangeSpan(range)
  const { profit, timeWeightedReturn, since } = performance ?? {}
  if (performance === undefined || profit === undefined || since === undefined || since === null) return null
  if (performance.to - since < MIN_SPAN_MS) return null
  const tone = toneOf(profit)
  const known = countsSince(performance)
  const words = format.shortMoment(since, store.read('now') + 60_000)
  return (
    <span className={`${styles.change} ${tone}`} title={t('overview.changeHint')}>
      {tone === '' ? null : <Icon name={tone === 'up' ? 'up' : 'down'} size={11} />}
      <Why span={span} total={profit}>
        <Figure exact={profit} shown={signed(profit, (text) => rounded(text, 2))} amount />
      </Why>
      <OwnUnit />
      <span className="num">({percent(timeWeightedReturn ?? undefined, { sign: true })})</span>
      <span className="dim num">
        {known === undefined || words.kind === 'age'
          ? t(`overview.change.${range}`)
          : t('state.since', { time: words.text })}
      </span>
      {performance.estimate === true ? <EstimateBadge /> : null}
    </span>
  )
}

function CompleteSince() {
  const { t } = useTranslation()
  const coverage = useAccountData('coverage')
  const { store } = useAccount()
  const format = useTimeFormat()
  if (coverage === undefined) return null
  const { since, repairing } = completeSince(coverage)
  if (coverage.length === 0) return <span className="dim">{t('overview.firstReading')}</span>
  if (since === undefined) return <span className={styles.unsure}>{t('overview.completeUnknown')}</span>
  return (
    <span className="dim" title={isoTime(since)}>
      {t('overview.completeSince', { time: format.day(since, store.read('now')) })}
      {repairing ? <span className={styles.unsure}> · {t('overview.repairing')}</span> : null}
    </span>
  )
}
