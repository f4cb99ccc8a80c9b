/** Balance changes behind a part of a total: when, why, by how much, from which source and how old. */

import type { Movement } from '@spotdeck/api'
import { add, decimal, isZero } from '@spotdeck/exact'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { changeAt } from '../../format/number.ts'
import { toneOf } from '../../format/tone.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import type { WhyKind } from '../../state/assets/why.ts'
import { type ListSpan, useDigits, usePages } from '../../state/queries/queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { MovementOrigin } from '../assets/movement-origin.tsx'
import { Figure, Moment, useDuration } from '../parts/figures.tsx'
import { Failed, SkeletonRows } from '../parts/states.tsx'
import { usePath } from '../parts/use-path.ts'
import styles from './why.module.css'

/** Rows that are shown; the list that they are of has all. */
const MAX_ROWS = 20

type WhyEventsProps = { readonly kind: WhyKind; readonly asset: string | undefined; readonly span: ListSpan }

/** Kind of movement, and the page that lists all of them. */
const SOURCES = {
  price: { kind: undefined, page: '/assets/' },
  trades: { kind: 'trade', page: '/fills?range=custom' },
  fees: { kind: 'trade', page: '/fills?range=custom' },
  flows: { kind: 'flow', page: '/activity?days=custom' },
  rest: { kind: 'reconciled', page: '/activity?view=audits' },
  unexplained: { kind: 'unclassified', page: '/activity?days=custom&kind=unclassified' },
  revalued: { kind: 'reconciled', page: '/activity?view=audits' },
} as const

/** The newest changes of a part, and the way to all of them. */
export function WhyEvents({ kind, asset, span }: WhyEventsProps) {
  const { t } = useTranslation()
  const to = usePath()
  const format = useTimeFormat()
  const now = useAccountData('now')
  const source = SOURCES[kind]
  const filter = useMemo(() => ({ asset, kind: source.kind, ...span }), [asset, source, span])
  const { rows, error, retry } = usePages('movements', filter)
  if (rows === undefined) return error === null ? <SkeletonRows count={3} /> : <Failed error={error} retry={retry} />
  // What only moves between available and in orders changes no total.
  const moved = rows.filter((row) => !isZero(changeOf(row))).slice(0, MAX_ROWS)
  const days = `from=${format.date(span.from ?? 0)}&to=${format.date((span.to ?? now + 1) - 1)}`
  const page = asset === undefined ? source.page : `${source.page}${encodeURIComponent(asset)}?days=custom`
  return (
    <ul className={styles.events}>
      {moved.length === 0 ? <li className="dim">{t('why.noEvents')}</li> : null}
      {moved.map((row) => (
        <Event key={`${row.seq}-${row.asset}`} row={row} />
      ))}
      <li>
        <Link to={to(`${page}&${days}`)}>{t('action.viewAll')}</Link>
      </li>
    </ul>
  )
}

const changeOf = ({ freeChange, lockedChange }: Movement) =>
  add(decimal<'asset'>(freeChange), decimal<'asset'>(lockedChange))

function Event({ row }: { readonly row: Movement }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const duration = useDuration()
  const digits = useDigits().asset(row.asset)
  const now = useAccountData('now')
  const change = changeOf(row)
  return (
    <li>
      <span>
        <Moment time={row.time} /> {capital(formatMessage('reason', row.reason))} <MovementOrigin row={row} />
      </span>
      <span className="num">
        <Figure exact={change} shown={changeAt(change, digits)} amount className={toneOf(change)} /> {row.asset}
      </span>
      <span className="dim">
        {capital(formatMessage('source', row.source))} · {t('state.age', { duration: duration(now - row.time) })}
      </span>
    </li>
  )
}
