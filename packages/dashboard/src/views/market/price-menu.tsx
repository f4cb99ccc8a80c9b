/** Menu of a price in the chart or the book: into the ticket, or a limit order at it in one more click. */

import { Menu } from '@mantine/core'
import { type Market, sides } from '@spotdeck/api'
import { useTranslation } from 'react-i18next'
import { fixed } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { edited } from '../../state/orders/ticket-edit.ts'
import { checkTicket } from '../../state/orders/ticket.ts'
import { useTicket } from './ticket-store.ts'
import { focusField } from './use-market-keys.ts'
import { useOrderWords } from './use-order-words.ts'
import { useTicketWorld } from './use-ticket-order.ts'

/** A price, and the place of the window where its menu opens, in px. */
export type PricePlace = { readonly price: string; readonly x: number; readonly y: number }

type PriceMenuProps = { readonly market: Market; readonly at: PricePlace; readonly onClose: () => void }

/** The opened menu. An order that is complete is named in full and sent; else it begins in the ticket. */
export function PriceMenu({ market, at: { price, x, y }, onClose }: PriceMenuProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const words = useOrderWords(market)
  const world = useTicketWorld(market)
  const { draft, change, chosen } = useTicket()
  const shown = fixed(price, market.priceDigits)
  const orders = sides.map((side) => {
    const part = { side, type: 'LIMIT', price } as const
    const whole = edited(draft, part, market)
    const { order } = checkTicket(whole, world)
    const label =
      order === undefined
        ? t('market.beginAt', { side: capital(formatMessage('side', side)), asset: market.baseAsset, price: shown })
        : words(order)
    const pick = () => {
      change(part)
      if (order === undefined) focusField('quantity')
      else chosen.current?.(whole)
    }
    return { side, label, pick }
  })
  return (
    <Menu opened onClose={onClose} position="bottom-start" shadow="sm" returnFocus={false}>
      <Menu.Target>
        <span aria-hidden="true" style={{ position: 'fixed', left: x, top: y }} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => change({ price })}>{t('market.setPrice', { price: shown })}</Menu.Item>
        {orders.map(({ side, label, pick }) => (
          <Menu.Item key={side} className={side === 'BUY' ? 'up' : 'down'} onClick={pick} data-testid={`order-${side}`}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
