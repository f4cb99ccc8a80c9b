/** Coverage of each kind of record as a line of time, with its gaps marked. */

import { type CoverageKind, type CoverageWindow, coverageKinds, coverageStates } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { isoTime } from '../../format/time.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { isBackfill, recordBegins } from '../../state/range/complete-since.ts'
import { laneSpan, lanesOf } from '../../state/queries/coverage-lanes.ts'
import { useCoverageReport } from '../../state/queries/history-queries.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { useDateTime } from '../parts/figures.tsx'
import { Read } from '../parts/states.tsx'
import styles from './activity.module.css'

/** Lanes, and the windows as a list below. */
export function CoverageView() {
  const { t } = useTranslation()
  const query = useCoverageReport()
  return (
    <>
      <Card title={t('activity.coverage')}>
        <Read query={query} waiting={4}>
          {({ items, completeSince }) => (
            <>
              <Lanes windows={items} since={new Map(completeSince.map((one) => [one.kind, one.since]))} />
              <p className={`dim ${styles.hint}`}>{t('activity.coverageHint')}</p>
            </>
          )}
        </Read>
      </Card>
      {query.data === undefined ? null : <Windows windows={query.data.items} />}
    </>
  )
}

/** Text of a window's state; a window before the start of the record was backfilled and is not a gap. */
function useStateWords(windows: readonly CoverageWindow[]): (window: CoverageWindow) => string {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const begins = recordBegins(windows)
  return (window) =>
    isBackfill(window, begins) ? t('activity.readOver') : capital(formatMessage('coverage', window.state))
}

type LanesProps = {
  readonly windows: readonly CoverageWindow[]
  readonly since: ReadonlyMap<CoverageKind, number | null>
}

function Lanes({ windows, since }: LanesProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const dateTime = useDateTime()
  const now = useAccount().store.read('now')
  const stateWords = useStateWords(windows)
  const { lanes, span } = useMemo(() => {
    const shown = laneSpan(windows, now)
    return { span: shown, lanes: lanesOf(windows, coverageKinds, shown) }
  }, [windows, now])
  return (
    <div className={styles.lanes}>
      {lanes.map(({ kind, parts }) => {
        const from = since.get(kind) ?? null
        return (
          <div key={kind} className={styles.lane}>
            <p>
              {t(`activity.records.${kind}`)}{' '}
              <span className={from === null ? styles.unsure : 'dim'}>
                {from === null ? t('activity.notComplete') : t('overview.completeSince', { time: dateTime(from) })}
              </span>
            </p>
            <div className={styles.track} aria-hidden="true">
              {parts.map(({ window, left, width }) => (
                <span
                  key={`${window.from} ${window.state}`}
                  data-state={window.state}
                  style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
                  title={`${stateWords(window)}: ${isoTime(Math.max(window.from, span.from))}`}
                />
              ))}
            </div>
          </div>
        )
      })}
      <div className={styles.laneAxis} aria-hidden="true">
        <span className="num">{dateTime(span.from)}</span>
        <span>{t('activity.now')}</span>
      </div>
      <ul className={styles.keys}>
        {coverageStates.map((state) => (
          <li key={state}>
            <span data-state={state} aria-hidden="true" />
            {state === 'repaired' ? t('activity.readOrRepaired') : capital(formatMessage('coverage', state))}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Windows({ windows }: { readonly windows: readonly CoverageWindow[] }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const stateWords = useStateWords(windows)
  const dateTime = useDateTime()
  const at = (time: number) => (
    <time className="num" dateTime={isoTime(time)} title={isoTime(time)}>
      {dateTime(time)}
    </time>
  )
  return (
    <Card title={t('activity.windows')}>
      <table className={styles.windows}>
        <thead>
          <tr>
            <th scope="col">{t('column.type')}</th>
            <th scope="col">{t('activity.state')}</th>
            <th scope="col">{t('activity.from')}</th>
            <th scope="col">{t('activity.to')}</th>
          </tr>
        </thead>
        <tbody>
          {[...windows].reverse().map((window) => (
            <tr key={`${window.kind} ${window.from} ${window.state}`}>
              <th scope="row">{t(`activity.records.${window.kind}`)}</th>
              <td>
                <span className={styles.windowState} data-state={window.state}>
                  <span data-state={window.state} aria-hidden="true" />
                  {stateWords(window)}
                </span>
                {window.reason === undefined ? null : (
                  <p className="dim">{formatMessage('coverageReason', window.reason)}</p>
                )}
                {window.symbols === undefined ? null : <p className="dim num">{window.symbols.join(', ')}</p>}
              </td>
              <td>{window.from === 0 ? t('activity.beginning') : at(window.from)}</td>
              <td>{window.to === undefined ? t('activity.now') : at(window.to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
