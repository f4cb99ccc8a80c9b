/** The parts that add up to a total, each with its events. */

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { money, signed } from '../../format/number.ts'
import { type WhyKind, type WhyPart, type WhySum, coinParts, whyOf } from '../../state/assets/why.ts'
import type { ListSpan } from '../../state/queries/queries.ts'
import { useLivePnl } from '../../state/queries/report-queries.ts'
import { Figure, Gain } from '../parts/figures.tsx'
import { Read } from '../parts/states.tsx'
import { Unpriced } from '../performance/fees-table.tsx'
import { WhyEvents } from './why-events.tsx'
import type { WhyProps } from './why.tsx'
import styles from './why.module.css'

/** The parts of a total. */
export function WhyParts({ span, total, figure, method = 'average' }: WhyProps) {
  const { t } = useTranslation()
  const pnl = useLivePnl(method, span)
  return (
    <Read query={pnl} waiting={8}>
      {(report) => {
        const within =
          'to' in span && span.to !== undefined ? { from: report.from, to: span.to } : { from: report.from }
        const part = (one: WhyPart) => <Part key={one.asset ?? one.kind} part={one} span={within} />
        if (figure !== undefined) {
          const { parts, ...sum } = coinParts(report, figure)
          return (
            <div data-testid="why">
              <ul className={styles.parts}>{parts.map(part)}</ul>
              <Line kind="total" name={t(`performance.${figure}`)} sum={sum} isSum />
              <Unpriced assets={report.unpriced} />
            </div>
          )
        }
        const { price, equity, ...why } = whyOf(report, total ?? report.total)
        return (
          <div data-testid="why">
            <ul className={styles.parts}>
              <li>
                <Line kind="price" sum={price} />
                <ul className={styles.parts}>{why.profit.filter(({ kind }) => kind === 'price').map(part)}</ul>
              </li>
              {why.profit.filter(({ kind }) => kind !== 'price').map(part)}
            </ul>
            <Line kind="total" sum={why.total} isSum />
            {equity === undefined ? null : (
              <>
                <ul className={styles.parts}>{why.flows.map(part)}</ul>
                <Line kind="equity" sum={equity} isSum />
                <p className="dim num private">
                  {money(equity.opening)} → {money(equity.closing)} USDT
                </p>
              </>
            )}
            <Unpriced assets={report.unpriced} />
          </div>
        )
      }}
    </Read>
  )
}

type LineProps = {
  readonly kind: WhyKind | 'total' | 'equity'
  /** In place of the name of its kind. */
  readonly name?: string
  readonly sum: WhySum
  readonly isSum?: boolean
}

function Line({ kind, name, sum, isSum = false }: LineProps) {
  const { t } = useTranslation()
  return (
    <div className={`${styles.line} ${isSum ? styles.sum : ''}`} data-part={kind}>
      <span>{name ?? t(`why.${kind}`)}</span>
      <Amount kind={kind} sum={sum} />
    </div>
  )
}

/** Money that came or went is no gain, and has no color. */
function Amount({ kind, sum: { exact, shown } }: Pick<LineProps, 'kind' | 'sum'>) {
  if (kind === 'flows' || kind === 'equity') return <Figure exact={exact} shown={signed(shown, money)} amount />
  return <Gain exact={exact} rounded={shown} />
}

/** A part, and its events while it is open. */
function Part({ part, span }: { readonly part: WhyPart; readonly span: ListSpan }) {
  const { t } = useTranslation()
  // The span as it was when the events were asked for: a list is not read anew as time goes on.
  const [asked, setAsked] = useState<ListSpan>()
  const { kind, asset } = part
  const hint = kind === 'rest' || kind === 'revalued' ? t(`why.${kind}Hint`) : undefined
  return (
    <li>
      <button
        type="button"
        title={hint}
        aria-expanded={asked !== undefined}
        onClick={() => setAsked(asked === undefined ? span : undefined)}
        data-part={asset ?? kind}
      >
        <span>{asset ?? t(`why.${kind}`)}</span>
        <Amount kind={kind} sum={part} />
      </button>
      {asked === undefined ? null : <WhyEvents kind={kind} asset={asset} span={asked} />}
    </li>
  )
}
