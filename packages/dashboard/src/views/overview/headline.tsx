/** Current equity, its change over a day, a week and a month, and its reliability. */

import type { EquityPoint } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { money, percent, rounded, signed } from '../../format/number.ts'
import { isoTime } from '../../format/time.ts'
import { completeSince } from '../../state/complete-since.ts'
import { baselineAt, changeSince, tellsChange } from '../../state/holdings.ts'
import { useEquitySeries, useSumsHidden } from '../../state/queries.ts'
import { LENGTHS, isWhole } from '../../state/range.ts'
import { useAccount, useAccountData } from '../../state/use-account-data.ts'
import { useFreshness } from '../../state/use-freshness.ts'
import { DataAge } from '../parts/data-age.tsx'
import { Figure } from '../parts/figures.tsx'
import { toneOf } from '../../format/tone.ts'
import { Icon } from '../parts/icons.tsx'
import { SkeletonFigure } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import styles from './overview.module.css'

/** The line above everything else. */
export function Headline() {
  const { t } = useTranslation()
  const equity = useAccountData('equity')
  const { isOld } = useFreshness('account')
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
            <strong className={equity.stale === true || isOld ? 'dim' : ''}>
              <Figure exact={equity.total} shown={rounded(equity.total, 2)} amount testId="equity-total" />
            </strong>
            <span className="dim">{equity.unit}</span>
            {equity.stale === true ? (
              <span className={styles.unsure} title={t('overview.pricesOldHint')}>
                {t('overview.pricesOld')}
              </span>
            ) : null}
          </>
        )}
        <DataAge of="account" />
        <Changes />
      </div>
      <div className={styles.headlineParts}>
        <span>
          <span className="dim">{t('overview.available')} </span>
          <Figure exact={equity?.free} shown={money(equity?.free)} amount />
        </span>
        <span>
          <span className="dim">{t('overview.inOrders')} </span>
          <Figure exact={equity?.locked} shown={money(equity?.locked)} amount />
        </span>
        <CompleteSince />
      </div>
    </div>
  )
}

const CHANGES = ['1D', '7D', '30D'] as const

/** Over a day, a week and a month. What reaches back less far than that says since when, once. */
function Changes() {
  const equity = useAccountData('equity')
  const day = useEquitySeries('1D').data
  // The longer ones wait for the first: nobody waits for them.
  const week = useEquitySeries('7D', day !== undefined).data
  const month = useEquitySeries('30D', week !== undefined).data
  const series = [day, week, month]
  const starts = CHANGES.map((range, index) => {
    if (equity === undefined) return undefined
    const start = baselineAt(series[index]?.points ?? [], equity.time - LENGTHS[range])
    return tellsChange(start, equity.time) ? start : undefined
  })
  const short = CHANGES.findIndex((range, index) => equity !== undefined && !reaches(range, starts[index], equity.time))
  return (
    <span className={styles.changes}>
      {CHANGES.map((range, index) =>
        short >= 0 && index > short ? null : (
          <RangeChange key={range} range={range} before={starts[index]} isWhole={index !== short} />
        ),
      )}
    </span>
  )
}

function reaches(range: (typeof CHANGES)[number], start: EquityPoint | undefined, now: number): boolean {
  return start === undefined || isWhole(range, start.time, now)
}

type RangeChangeProps = {
  readonly range: (typeof CHANGES)[number]
  readonly before: EquityPoint | undefined
  readonly isWhole: boolean
}

function RangeChange({ range, before, isWhole: whole }: RangeChangeProps) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  const equity = useAccountData('equity')
  const change = changeSince(equity, before)
  if (change === undefined || before === undefined) return null
  const tone = toneOf(change.amount)
  const since = format.shortMoment(before.time, store.read('now') + 60_000)
  return (
    <span className={`${styles.change} ${tone}`} title={t('overview.changeHint')}>
      {tone === '' ? null : <Icon name={tone === 'up' ? 'up' : 'down'} size={11} />}
      <Figure exact={change.amount} shown={signed(change.amount, (text) => rounded(text, 2))} amount />
      <span className="num">({percent(change.fraction, { sign: true })})</span>
      <span className="dim num">
        {whole || since.kind === 'age' ? t(`overview.change.${range}`) : t('state.since', { time: since.text })}
      </span>
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
