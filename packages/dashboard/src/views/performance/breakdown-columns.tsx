/** Columns of a breakdown: one figure each, by which rows are sorted; an undefined figure is below all others. */

import type { BreakdownGroup, BreakdownReport } from '@spotdeck/api'
import { decimal, toApproximate } from '@spotdeck/exact'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money, percent, rounded } from '../../format/number.ts'
import { compareText } from '../../state/assets/holdings.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { MarketName } from '../orders/order-figures.tsx'
import { Figure, Gain, useDuration } from '../parts/figures.tsx'
import { type Column, labeled } from '../table/column.ts'
import styles from './performance.module.css'

/** One row of the table. */
export type BreakdownRow = BreakdownReport['items'][number]

type Words = TFunction<'page'>

/** The columns for a group; `words` writes its keys, `duration` a time in ms. */
export function useBreakdownColumns(
  group: BreakdownGroup,
  words: (key: string) => string,
): readonly Column<BreakdownRow>[] {
  const { t } = useTranslation()
  const digits = useDigits()
  const duration = useDuration()
  return useMemo(
    () => [
      labeled<BreakdownRow>({
        id: 'key',
        label: groupName(t, group),
        track: 'minmax(104px, 1.4fr)',
        cell: (row) => (group === 'symbol' ? <MarketName symbol={row.key} digits={digits} /> : words(row.key)),
        // The answer has periods and holding times in their order.
        ...(group === 'holdingTime' ? {} : { sort: (a, b) => (a.key < b.key ? -1 : 1) }),
      }),
      ...resultColumns(t),
      ...costColumns(t),
      ...tradeColumns(t, duration),
    ],
    [t, digits, duration, group, words],
  )
}

/** Name of a group. */
export const groupName = (t: Words, group: BreakdownGroup): string => t(`performance.group.${group}`)

function resultColumns(t: Words): readonly Column<BreakdownRow>[] {
  return [
    count('deals', t('performance.fills'), (row) => row.deals),
    gain('realized', t('performance.realised'), (row) => row.realized),
    amount('fees', t('performance.fees'), (row) => row.fees),
    { ...gain('feesSavedByMx', t('performance.savedByMx'), (row) => row.feesSavedByMx), from: 620 },
  ]
}

function costColumns(t: Words): readonly Column<BreakdownRow>[] {
  return [
    { ...turnover('bought', t('performance.bought'), (row) => row.bought), from: 700 },
    { ...turnover('sold', t('performance.sold'), (row) => row.sold), from: 700 },
    turnover('volume', t('performance.volume'), (row) => row.volume),
    {
      ...figure('makerShare', t('role.maker'), (row) => row.makerShare),
      cell: (row) => <MakerShare share={row.makerShare ?? undefined} />,
      track: 'minmax(92px, 0.9fr)',
      from: 760,
    },
  ]
}

function tradeColumns(t: Words, duration: (ms: number) => string): readonly Column<BreakdownRow>[] {
  return [
    { ...figure('winRate', t('performance.winRate'), (row) => row.winRate), cell: (row) => percent(text(row.winRate)) },
    { ...gain('expectancy', t('performance.expectancy'), (row) => row.expectancy), from: 860 },
    {
      ...figure('profitFactor', t('performance.profitFactor'), (row) => row.profitFactor),
      cell: (row) => <Figure exact={text(row.profitFactor)} shown={rounded(text(row.profitFactor), 2)} />,
      from: 940,
    },
    {
      ...count('longestLosingStreak', t('performance.losingStreak'), (row) => row.longestLosingStreak),
      track: 'minmax(100px, 0.9fr)',
      from: 1_020,
    },
    {
      ...figure('averageHoldingMs', t('performance.holding'), (row) => numberText(row.averageHoldingMs)),
      cell: (row) => (row.averageHoldingMs == null ? rounded(undefined, 0) : duration(row.averageHoldingMs)),
      track: 'minmax(104px, 1fr)',
      from: 1_140,
    },
    { ...count('trades', t('performance.trades'), (row) => row.trades), optional: true },
    { ...gain('averageWin', t('performance.averageWin'), (row) => row.averageWin), optional: true },
    { ...gain('averageLoss', t('performance.averageLoss'), (row) => row.averageLoss), optional: true },
    {
      ...count('longestWinningStreak', t('performance.winningStreak'), (row) => row.longestWinningStreak),
      optional: true,
    },
  ]
}

type Read = (row: BreakdownRow) => string | null | undefined

const text = (value: string | null | undefined): string | undefined => value ?? undefined
const numberText = (value: number | null | undefined): string | undefined => (value == null ? undefined : String(value))

/** A right-aligned column that is sorted by a figure. */
function figure(id: string, label: string, read: Read): Column<BreakdownRow> {
  return labeled({
    id,
    label,
    track: 'minmax(72px, 1fr)',
    end: true,
    sort: (a, b) => compareText(text(read(a)), text(read(b))),
    cell: (row) => text(read(row)) ?? '',
  })
}

const gain = (id: string, label: string, read: Read): Column<BreakdownRow> => ({
  ...figure(id, label, read),
  cell: (row) => <Gain exact={text(read(row))} />,
})

const amount = (id: string, label: string, read: Read): Column<BreakdownRow> => ({
  ...figure(id, label, read),
  cell: (row) => <Figure exact={text(read(row))} shown={money(text(read(row)))} amount />,
})

const turnover = (id: string, label: string, read: Read): Column<BreakdownRow> => ({
  ...figure(id, label, read),
  cell: (row) => <Figure exact={text(read(row))} shown={rounded(text(read(row)), 0)} amount />,
})

const count = (id: string, label: string, read: (row: BreakdownRow) => number | undefined): Column<BreakdownRow> => ({
  ...figure(id, label, (row) => numberText(read(row))),
  cell: (row) => full(numberText(read(row))),
  track: 'minmax(56px, 0.8fr)',
})

/** Maker share: a bar and its figure. */
function MakerShare({ share }: { readonly share: string | undefined }) {
  if (share === undefined) return percent(undefined)
  return (
    <span className={styles.maker}>
      <span className={styles.makerTrack} aria-hidden="true">
        <span style={{ width: `${Math.min(100, toApproximate(decimal(share)) * 100)}%` }} />
      </span>
      <span className="num">{percent(share)}</span>
    </span>
  )
}
