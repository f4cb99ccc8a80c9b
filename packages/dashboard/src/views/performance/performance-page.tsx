/** Performance of the account: profit by day and market, fees, returns and drawdown. */

import { type PnlMethod, pnlMethods } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { useReportSpan, useToday } from '../../state/queries/queries.ts'
import { isLong } from '../../state/range/range.ts'
import { useReportsPending } from '../../state/queries/report-queries.ts'
import { Choose } from '../parts/choose.tsx'
import { EstimateSwitch } from '../parts/estimate.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PartErrors, Parts } from '../parts/part-errors.tsx'
import { RangePicker } from '../parts/range-picker.tsx'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { BreakdownCard } from './breakdown-card.tsx'
import { CalendarCard } from './calendar-card.tsx'
import { CoinsTable } from './coins-table.tsx'
import { FeesTable } from './fees-table.tsx'
import { FeesVolumeCard } from './fees-volume-card.tsx'
import { KeyFigures, SpanWords } from './key-figures.tsx'
import { LotsExport } from './lots-export.tsx'
import styles from './performance.module.css'
import { PnlCard } from './pnl-card.tsx'
import { ReturnsCard } from './returns-card.tsx'
import { VolumeCard } from './volume-card.tsx'

const DEFAULTS = { range: '30D', from: '', to: '', method: 'average' } as const

/** The performance page; range and method stand in the address. */
export function PerformancePage() {
  const { t } = useTranslation()
  const { filter, setFilter } = useUrlFilter(DEFAULTS)
  const method: PnlMethod = pnlMethods.find((one) => one === filter.method) ?? 'average'
  const span = useReportSpan(filter)
  const isWide = isLong(filter, useToday())
  const isPending = useReportsPending()
  return (
    <div className={styles.page} data-pending={isPending || undefined}>
      <PageTitle title={t('nav.performance')} />
      <div className={styles.bar}>
        <RangePicker value={filter} onChange={setFilter} />
        <Choose
          w={180}
          aria-label={t('performance.method')}
          options={pnlMethods.map((value) => ({ value, label: t(`performance.${value}`) }))}
          value={method}
          onChange={(chosen) => setFilter({ method: chosen })}
        />
        <LotsExport method={method} />
        <EstimateSwitch />
        <SpanWords span={span} />
      </div>
      <PartErrors>
        <KeyFigures span={span} method={method} />
      </PartErrors>
      <div className={styles.grid} data-wide={isWide || undefined}>
        <Parts>
          <PnlCard span={span} />
          <ReturnsCard span={span} />
          <CoinsTable span={span} method={method} />
          <CalendarCard span={span} method={method} />
          <FeesVolumeCard span={span} />
          <FeesTable span={span} />
          <BreakdownCard span={span} method={method} />
          <VolumeCard span={span} />
        </Parts>
      </div>
    </div>
  )
}
