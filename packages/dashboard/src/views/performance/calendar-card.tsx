/** Profit and loss of each day as a calendar: shade and sign, the exact figure under the pointer. */

import type { PnlMethod } from '@spotdeck/api'
import { compare, absolute, decimal } from '@spotdeck/exact'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { money, percent, signOf, signed } from '../../format/number.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { calendarOf, strengthOf } from '../../state/range/days.ts'
import { useLivePerformance, usePnl } from '../../state/queries/report-queries.ts'
import { usePreferences } from '../../settings/services.ts'
import { calendarPicture } from '../../charts/calendar-picture.ts'
import { csvOf } from '../../format/csv.ts'
import { usePalette } from '../../theme/use-palette.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { toneOf } from '../../format/tone.ts'
import { Read } from '../parts/states.tsx'
import parts from '../parts/parts.module.css'
import { Segments } from '../parts/segments.tsx'
import { useOpenDay } from '../parts/use-open-day.ts'
import { NoTrades } from './no-trades.tsx'
import styles from './performance.module.css'
import { type TimeSpan, useDayWords, useDays } from './use-day-words.ts'

type Shown = 'realised' | 'total'

/** Realised, or the change of equity without flows. */
export function CalendarCard({ span, method }: { readonly span: ReportSpan; readonly method: PnlMethod }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<Shown>('realised')
  const openDay = useOpenDay()
  const pnl = usePnl(method, 'day', span)
  const performance = useLivePerformance(span)
  const values = useMemo(() => {
    if (shown === 'realised') return pnl.data && new Map(pnl.data.items.map((item) => [item.key, item.realized]))
    const days = performance.data?.days.flatMap(({ day, profit }) =>
      profit === undefined ? [] : [[day, profit] as const],
    )
    return days && new Map(days)
  }, [shown, pnl.data, performance.data])
  const { data: read, error, refetch } = shown === 'realised' ? pnl : performance
  const picture = useCalendarPicture(read)
  return (
    <Card
      title={t('performance.byDay')}
      className={styles.calendarCard}
      action={
        <span className={parts.chartTools}>
          <Segments
            label={t('performance.byDay')}
            data={[
              { value: 'realised', label: t('performance.realised') },
              { value: 'total', label: t('performance.total') },
            ]}
            value={shown}
            onChange={setShown}
          />
          <ChartMenu
            name={`spotdeck-days-${shown}`}
            picture={() => (values === undefined ? undefined : picture(values))}
            csv={() => csvOf(['day', shown], [...(values ?? [])])}
          />
        </span>
      }
    >
      <Read query={{ data: values, error, refetch }} waiting={5}>
        {(days) =>
          days.size === 0 ? <NoTrades /> : <Calendar span={read} values={days} unit="USDT" onPick={openDay} />
        }
      </Read>
    </Card>
  )
}

/** The days as a picture in the page's colours. */
function useCalendarPicture(span: TimeSpan | undefined): (values: ReadonlyMap<string, string>) => HTMLCanvasElement {
  const [{ language }] = usePreferences()
  const palette = usePalette()
  const days = useDays(span)
  const names = useNames(language)
  return (values) => {
    const strongest = strongestOf([...values.values()])
    const weeks = calendarOf(values, days[0] ?? '', days.at(-1) ?? '').map((week) => ({
      month: (week.month === undefined ? undefined : names.months[week.month - 1]) ?? '',
      days: week.days.map(({ value, inRange }) =>
        inRange
          ? {
              sign: value === undefined ? undefined : signOf(value),
              strength: value === undefined ? 0 : strengthOf(value, strongest),
            }
          : undefined,
      ),
    }))
    return calendarPicture(weeks, names.days, palette)
  }
}

type CalendarProps = {
  readonly span: TimeSpan | undefined
  readonly values: ReadonlyMap<string, string>
  /** USDT, or shares where amounts are not to be seen. */
  readonly unit: 'USDT' | 'share'
  /** A day was pressed; absent where days have no page. */
  readonly onPick?: (day: string) => void
}

/** The calendar alone. */
export function Calendar({ span, values, unit, onPick }: CalendarProps) {
  const { t } = useTranslation()
  const [{ language, privacy }] = usePreferences()
  const days = useDays(span)
  const words = useDayWords()
  const [at, setAt] = useState<string>()
  const weeks = useMemo(() => calendarOf(values, days[0] ?? '', days.at(-1) ?? ''), [values, days])
  const strongest = useMemo(() => strongestOf([...values.values()]), [values])
  const names = useNames(language)
  const shownDay = at ?? [...values.keys()].at(-1)
  const value = shownDay === undefined ? undefined : values.get(shownDay)
  const write = (text: string | undefined) => (unit === 'share' ? percent(text, { sign: true }) : signed(text, money))
  return (
    <div className={styles.calendarBody}>
      <p className={styles.calendarNow}>
        {shownDay === undefined || onPick === undefined ? (
          <span className="dim">{shownDay === undefined ? '' : words(shownDay)}</span>
        ) : (
          <button type="button" className={styles.dayLink} onClick={() => onPick(shownDay)}>
            {words(shownDay)}
          </button>
        )}
        <strong className={`num ${unit === 'USDT' ? 'private' : ''} ${toneOf(value)}`}>{write(value)}</strong>
        <span className="dim">{unit === 'USDT' ? 'USDT' : ''}</span>
      </p>
      <div
        className={styles.calendar}
        data-long={weeks.length > 20 || undefined}
        data-short={weeks.length <= 8 || undefined}
        aria-hidden="true"
        onMouseLeave={() => setAt(undefined)}
      >
        <div className={styles.weekdays}>
          {names.days.map((name, index) => (
            <span key={name}>{index % 2 === 0 ? name : ''}</span>
          ))}
        </div>
        {weeks.map((week) => (
          <div key={week.days[0]?.day} className={styles.week}>
            <span className={styles.month}>{week.month === undefined ? '' : names.months[week.month - 1]}</span>
            {week.days.map((day) => (
              <span
                key={day.day}
                className={styles.day}
                data-out={!day.inRange || undefined}
                data-sign={day.value === undefined ? undefined : signOf(day.value)}
                data-strength={day.value === undefined ? undefined : strengthOf(day.value, strongest)}
                data-lit={at === day.day || undefined}
                onMouseEnter={() => setAt(day.inRange ? day.day : undefined)}
                onClick={() => onPick?.(day.day)}
                data-opens={onPick === undefined ? undefined : true}
              />
            ))}
          </div>
        ))}
      </div>
      <p className={styles.scale} aria-hidden="true">
        <span>{t('performance.less')}</span>
        {[-4, -2, 0, 2, 4].map((step) => (
          <span key={step} className={styles.day} data-sign={Math.sign(step)} data-strength={Math.abs(step)} />
        ))}
        <span>{t('performance.more')}</span>
      </p>
      {privacy && unit === 'USDT' ? null : <CalendarTable values={values} write={write} />}
    </div>
  )
}

type CalendarTableProps = { readonly values: ReadonlyMap<string, string>; readonly write: (text: string) => string }

function CalendarTable({ values, write }: CalendarTableProps) {
  const { t } = useTranslation()
  return (
    <table className="visually-hidden">
      <caption>{t('performance.byDay')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('performance.day')}</th>
          <th scope="col">{t('column.value')}</th>
        </tr>
      </thead>
      <tbody>
        {[...values].map(([day, value]) => (
          <tr key={day}>
            <th scope="row">{day}</th>
            <td>{write(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function strongestOf(values: readonly string[]): string {
  return values.reduce<string>((most, value) => {
    const size = absolute(decimal<'value'>(value))
    return compare(size, decimal<'value'>(most)) > 0 ? size : most
  }, '0')
}

/** The names of months and of weekdays from Monday. */
function useNames(language: string) {
  return useMemo(() => {
    const locale = language === 'en' ? 'en-US' : 'zh-TW'
    const named = (options: Intl.DateTimeFormatOptions, times: readonly number[]) => {
      const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
      return times.map((time) => format.format(time))
    }
    return {
      // In Chinese a space stands between a figure and its word.
      months: named(
        { month: 'short' },
        Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 1)),
      ).map((name) => name.replace('月', ' 月')),
      days: named(
        { weekday: language === 'en' ? 'short' : 'narrow' },
        Array.from({ length: 7 }, (_, day) => Date.UTC(2024, 0, 1 + day)),
      ),
    }
  }, [language])
}
