/** Errors and warnings of a draft, and the order in words. */

import type { Market } from '@spotdeck/api'
import { tryDecimal } from '@spotdeck/exact'
import { useTranslation } from 'react-i18next'
import { full, percent } from '../../format/number.ts'
import type { TicketTrouble } from '../../state/orders/ticket.ts'
import type { TicketWarning } from '../../state/orders/ticket-warnings.ts'
import { Icon } from '../parts/icons.tsx'
import { useRedact } from '../parts/use-redact.ts'
import styles from './ticket.module.css'
import { useOrderWords } from './use-order-words.ts'
import type { TicketOrder } from './use-ticket-order.ts'

/** The names that sentences may use; each uses some. */
const BLANK = {
  symbol: '',
  digits: '',
  step: '',
  least: '',
  asset: '',
  missing: '',
  needed: '',
  free: '',
  price: '',
  text: '',
  best: '',
  share: '',
}

type TicketChecksProps = {
  readonly ticket: Pick<TicketOrder, 'checked' | 'isAsked' | 'block'>
  readonly market: Market
}

/** Says why the order cannot be sent, or what sending it does. */
export function TicketChecks({ ticket: { checked, isAsked, block }, market }: TicketChecksProps) {
  const { t } = useTranslation()
  const what = useOrderWords(market)
  const hide = useRedact()
  const { order, warnings, isEmpty } = checked
  // Empty fields are no mistake yet: only what the market itself forbids is said at once.
  const troubles = isEmpty
    ? checked.troubles.filter(({ code }) => code === 'market' || code === 'api')
    : checked.troubles
  return (
    <ul className={styles.checks} aria-label={t('market.checks')} aria-live="polite">
      {block === undefined ? null : (
        <li data-state="bad" data-testid="ticket-block">
          <Icon name="warning" size={14} />
          <span>{t(`market.block.${block}`)}</span>
        </li>
      )}
      {troubles.map((trouble) => (
        <li key={trouble.code} data-state="bad">
          <Icon name="warning" size={14} />
          <span>{t(`market.check.${trouble.code}`, wordsOf(trouble, hide))}</span>
        </li>
      ))}
      {warnings.map((warning) => (
        <li key={warning.code} data-state={warning.asks ? 'unsure' : 'note'}>
          <Icon name="warning" size={14} />
          <span>{t(`market.warn.${warning.code}`, wordsOf(warning, hide))}</span>
        </li>
      ))}
      {order === undefined || block !== undefined ? null : (
        <li data-state="good" data-testid="ticket-understood">
          <Icon name="check" size={14} />
          <span>{isAsked ? t('market.again') : t('market.ready', { what: what(order) })}</span>
        </li>
      )}
    </ul>
  )
}

/** Parameters that state an amount of the account. */
const AMOUNTS: ReadonlySet<string> = new Set(['needed', 'free', 'missing'])

function wordsOf({ params }: TicketTrouble | TicketWarning, hide: (amount: string) => string) {
  const shown = Object.entries(params).map(([name, value]) => {
    const text = figure(name, value)
    return [name, AMOUNTS.has(name) ? hide(text) : text]
  })
  return { ...BLANK, ...(Object.fromEntries(shown) as Partial<typeof BLANK>) }
}

/** Formats a figure of a parameter; typed text that is no number is shown unchanged. */
function figure(name: string, value: string): string {
  if (name === 'share') return percent(value)
  return tryDecimal(value) === undefined ? value : full(value)
}
