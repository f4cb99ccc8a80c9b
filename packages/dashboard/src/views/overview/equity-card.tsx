/** The equity curve with its range. */

import { SegmentedControl } from '@mantine/core'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { useEquitySeries } from '../../state/queries.ts'
import { asRange, equityRanges } from '../../state/range.ts'
import { usePreferences } from '../../settings/services.ts'
import { Card } from '../parts/card.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import styles from './overview.module.css'

const EquityChart = lazy(async () => ({ default: (await import('../../charts/equity-chart.tsx')).EquityChart }))

/** The curve, or why there is none. */
export function EquityCard() {
  const { t } = useTranslation()
  const [{ range }, update] = usePreferences()
  return (
    <Card
      title={t('overview.equity')}
      className={styles.equity}
      flush
      action={
        <SegmentedControl
          size="xs"
          aria-label={t('chart.range')}
          className={styles.ranges}
          data={equityRanges.map((name) => ({ value: name, label: name === 'All' ? t('action.all') : name }))}
          value={asRange(range)}
          onChange={(value) => update({ range: value })}
        />
      }
    >
      <Curve />
    </Card>
  )
}

function Curve() {
  const { t } = useTranslation()
  const [{ range }] = usePreferences()
  const { data, error, refetch } = useEquitySeries(asRange(range))
  if (data === undefined && error !== null) return <Failed error={error} retry={() => void refetch()} />
  if (data === undefined) return <CurveSkeleton />
  if (data.points.every((point) => point.total === null)) {
    return <Empty title={t('chart.empty')} hint={t('chart.emptyHint')} />
  }
  return (
    <Suspense fallback={<CurveSkeleton />}>
      <EquityChart series={data} />
    </Suspense>
  )
}

function CurveSkeleton() {
  return (
    <div className={styles.curveSkeleton} aria-hidden="true">
      <svg viewBox="0 0 100 40" preserveAspectRatio="none">
        <path d="M0 30 C 12 26 20 32 32 24 S 52 14 64 18 S 84 8 100 10 V 40 H 0 Z" fill="var(--skeleton)" />
      </svg>
    </div>
  )
}
