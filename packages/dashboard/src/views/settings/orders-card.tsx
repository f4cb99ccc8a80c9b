/** Choice of the orders that are confirmed before they are sent. */

import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { checkAmount } from '../../format/typed-amount.ts'
import { confirmations } from '../../settings/preferences.ts'
import { usePreferences } from '../../settings/services.ts'
import { Card } from '../parts/card.tsx'
import { Segments } from '../parts/segments.tsx'
import { Row } from './setting-row.tsx'
import styles from './settings.module.css'

const DIGITS = 8

/** The choice, and the amount above which orders are confirmed. */
export function OrdersCard() {
  const { t } = useTranslation()
  const [{ confirm, confirmAbove }, update] = usePreferences()
  return (
    <Card title={t('settings.orders')}>
      <Row label={t('settings.confirm')} hint={t('settings.confirmHint')}>
        <Segments
          label={t('settings.confirm')}
          data={confirmations.map((value) => ({
            value,
            label: t(`settings.confirmations.${value}`, { amount: confirmAbove }),
          }))}
          value={confirm}
          onChange={(chosen) => update({ confirm: chosen })}
        />
        {confirm === 'above' ? (
          <Above amount={confirmAbove} onAmount={(typed) => update({ confirmAbove: typed })} />
        ) : null}
      </Row>
    </Card>
  )
}

/** Only an amount is kept: what is no amount is said, and changes nothing. */
function Above({ amount, onAmount }: { readonly amount: string; readonly onAmount: (amount: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(amount)
  const checked = checkAmount(typed, DIGITS)
  return (
    <TextInput
      size="xs"
      className={styles.above ?? ''}
      inputMode="decimal"
      autoComplete="off"
      aria-label={t('settings.confirmAbove')}
      rightSection="USDT"
      rightSectionWidth={48}
      value={typed}
      error={'trouble' in checked ? t('settings.confirmAmount') : undefined}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value)
        const next = checkAmount<'USDT'>(value, DIGITS)
        if ('amount' in next) onAmount(next.amount)
      }}
    />
  )
}
