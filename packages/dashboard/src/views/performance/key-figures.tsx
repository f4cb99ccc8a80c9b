/** The range in a line of figures. */

import type { Performance, PnlMethod } from '@spotdeck/api'
import { negate, tryDecimal } from '@spotdeck/exact'
import { type ComponentProps, type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money, percent, rounded } from '../../format/number.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { coinTable } from '../../state/assets/coin-rows.ts'
import { useLivePerformance, useLivePnl, usePerformance, useReport } from '../../state/queries/report-queries.ts'
import { countsSince } from '../../state/range/range.ts'
import { Fact } from '../parts/fact.tsx'
import { Figure, Gain, GainShare, UNKNOWN } from '../parts/figures.tsx'
import { BackfillingMark, useBackfilling } from '../parts/backfilling.tsx'
import { EstimateBadge } from '../parts/estimate.tsx'
import { Failed, SkeletonFigure } from '../parts/states.tsx'
import { useFlowsUnknown } from '../../state/queries/use-flows-unknown.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import styles from './performance.module.css'
import { Why } from '../why/why.tsx'
import { useDayWords } from './use-day-words.ts'

/** Profit, fees and drawdown of a span; profit is of the report that the coins are of, so that they add up to it. */
export function KeyFigures({ span, method }: { readonly span: ReportSpan; readonly method: PnlMethod }) {
  const { t } = useTranslation()
  const pnl = useLivePnl(method, span)
  const total = useMemo(() => pnl.data && coinTable(pnl.data).total, [pnl.data])
  const volume = useReport('volume', { by: 'day', ...span })
  const performance = useLivePerformance(span)
  if (pnl.data === undefined && pnl.error !== null) {
    return <Failed error={pnl.error} retry={pnl.refetch} />
  }
  const wait = <SkeletonFigure />
  return (
    <dl className={styles.figures}>
      <Item name={t('performance.realised')} unit>
        <Why span={span} total={total?.realised} method={method} figure="realised">
          {total === undefined ? wait : <Gain exact={total.realised} rounded={total.shown.realised} />}
        </Why>
      </Item>
      <Item
        name={t('performance.unrealised')}
        unit
        hint={t('performance.unrealisedHint')}
        sub={pnl.data?.estimate === true ? <EstimateBadge /> : null}
      >
        <Why span={span} total={total?.unrealised} method={method} figure="unrealised">
          {total === undefined ? wait : <Gain exact={total.unrealised} rounded={total.shown.unrealised} />}
        </Why>
      </Item>
      <Item name={t('performance.totalPnl')} unit hint={t('performance.totalHint')}>
        <Why span={span} total={total?.total} method={method}>
          {total === undefined ? wait : <Gain exact={total.total} rounded={total.shown.total} />}
        </Why>
      </Item>
      <Item name={t('performance.fees')} unit>
        {pnl.data === undefined ? wait : <Figure exact={pnl.data.fees} shown={money(pnl.data.fees)} amount />}
      </Item>
      <Item name={t('performance.volume')} unit sub={<Count count={volume.data?.count} />}>
        {volume.data === undefined ? (
          wait
        ) : (
          <Figure exact={volume.data.total} shown={rounded(volume.data.total, 2)} amount />
        )}
      </Item>
      <PerformanceFigures performance={performance.data} failed={performance.error !== null} />
    </dl>
  )
}

function Count({ count }: { readonly count: number | undefined }) {
  const { t } = useTranslation()
  return count === undefined ? null : t('performance.fillsCount', { count, shown: full(String(count)) })
}

type PerformanceFiguresProps = { readonly performance: Performance | undefined; readonly failed: boolean }

/** The parts that are percentages, which a public link may see too. */
export function PerformanceFigures({ performance, failed }: PerformanceFiguresProps) {
  const { t } = useTranslation()
  const { timeWeightedReturn, maxDrawdown, drawdown, winRate, wins, losses, bestDay, worstDay } = performance ?? {}
  const wait = performance === undefined && !failed ? <SkeletonFigure /> : <span className="dim">{UNKNOWN}</span>
  const growth = (exact: string | null | undefined) => (exact == null ? wait : <GainShare exact={exact} />)
  return (
    <>
      <Item name={t('performance.return')} hint={t('performance.returnHint')}>
        {growth(timeWeightedReturn)}
      </Item>
      <Item
        name={t('performance.maxDrawdown')}
        sub={drawdown == null ? null : t('performance.drawdownNow', { now: percent(negated(drawdown)) })}
      >
        {maxDrawdown == null ? wait : percent(negated(maxDrawdown))}
      </Item>
      <Item
        name={t('performance.winRate')}
        sub={
          wins === undefined || losses === undefined
            ? null
            : t('performance.winsLosses', { wins: full(String(wins)), losses: full(String(losses)) })
        }
      >
        {winRate == null ? wait : percent(winRate)}
      </Item>
      <Item name={t('performance.best')} sub={<Day day={bestDay?.day} />}>
        {growth(bestDay?.return)}
      </Item>
      <Item name={t('performance.worst')} sub={<Day day={worstDay?.day} />}>
        {growth(worstDay?.return)}
      </Item>
    </>
  )
}

function useSince(performance: Performance | undefined): string | undefined {
  const { t } = useTranslation()
  const format = useTimeFormat()
  const since = performance && countsSince(performance)
  return since === undefined || performance === undefined
    ? undefined
    : t('performance.since', { time: format.dateTime(since, performance.to) })
}

/** The span that every figure of the page is about, from when on it is known, and since when money that came is. */
export function SpanWords({ span }: { readonly span: ReportSpan }) {
  const { data } = usePerformance(span)
  const flows = useFlowsUnknown(data?.since ?? undefined)
  const isPartial = useBackfilling(data)
  return (
    <SpanLine performance={data} isPartial={isPartial}>
      {flows === undefined ? null : ` · ${flows}`}
    </SpanLine>
  )
}

type SpanLineProps = {
  readonly performance: Performance | undefined
  /** Figures beside it are of what was read so far, also where the report does not say so. */
  readonly isPartial?: boolean
  readonly children?: ReactNode
}

/** The span of a report, and from when on it is known: a line under the choice of the range. */
export function SpanLine({ performance: data, isPartial = false, children }: SpanLineProps) {
  const { t } = useTranslation()
  const format = useTimeFormat()
  const since = useSince(data)
  const awaited = data?.awaitingPrice
  if (data === undefined) return <p className={styles.span} />
  const words = (time: number) => `${format.day(time, data.to)} ${format.minute(time)}`
  return (
    <p className={styles.span}>
      {t('performance.span', { from: words(data.from), to: words(data.to - 1) })}
      {since === undefined ? null : ` · ${since}`}
      {isPartial || data.repairing === true ? (
        <>
          {' · '}
          <BackfillingMark />
        </>
      ) : null}
      {children}
      {awaited === undefined ? null : ` · ${t('performance.awaitingPrice', { assets: awaited.join(', ') })}`}
      {data.estimate === true ? <EstimateBadge /> : null}
    </p>
  )
}

function Day({ day }: { readonly day: string | undefined }) {
  const words = useDayWords()
  return day === undefined ? null : <span title={day}>{words(day)}</span>
}

/** A figure of the line: each has a place for a line below it. */
function Item({ sub = null, ...fact }: ComponentProps<typeof Fact>) {
  return <Fact sub={sub} {...fact} />
}

function negated(text: string): string | undefined {
  const value = tryDecimal<'value'>(text)
  return value === undefined ? undefined : negate(value)
}
