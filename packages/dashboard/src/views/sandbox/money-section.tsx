/** Money paid in, and many orders at once. */

import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { checkAmount } from '../../format/typed-amount.ts'
import type { BurstWish, SandboxAccount } from '../../live/sandbox-api.ts'
import { useServices } from '../../settings/services.ts'
import { useMarkets } from '../../state/queries/queries.ts'
import { Choose } from '../parts/choose.tsx'
import styles from './sandbox.module.css'
import { Section } from './section.tsx'
import { useSandboxChange } from './use-sandbox.ts'

/** The finest amount that any asset is kept in. */
const MAX_DIGITS = 18

type Props = { readonly account: SandboxAccount }

/** Pays money in: it arrives at once. */
export function DepositSection({ account }: Props) {
  const { t } = useTranslation()
  const { api } = useServices()
  const [asset, setAsset] = useState('USDT')
  const [amount, setAmount] = useState('1000')
  const deposit = useSandboxChange(async (wish: { readonly asset: string; readonly amount: string }) => {
    await api.sandboxDeposit(account.apiKey, wish.asset, wish.amount)
    return wish
  })
  const checked = checkAmount(amount, MAX_DIGITS)
  const name = asset.trim().toUpperCase()
  const mayBeSent = 'amount' in checked && name !== ''
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (mayBeSent) deposit.mutate({ asset: name, amount: checked.amount })
  }
  const trouble = () => {
    if (!('trouble' in checked) || amount.trim() === '') return null
    if (checked.trouble === 'text') return t('market.check.quantityText', { text: amount.trim() })
    return checked.trouble === 'digits' ? t('sandbox.tooFine', { digits: MAX_DIGITS }) : t('market.check.quantity')
  }
  return (
    <Section title={t('sandbox.deposit')} error={deposit.error}>
      <form className={styles.row} onSubmit={send}>
        <TextInput
          size="xs"
          w={90}
          aria-label={t('column.asset')}
          value={asset}
          onChange={(event) => setAsset(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          className={styles.grow ?? ''}
          inputMode="decimal"
          aria-label={t('sandbox.amount')}
          value={amount}
          error={trouble()}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
        <Button
          size="compact-md"
          type="submit"
          disabled={deposit.isPending || !mayBeSent}
          data-testid="sandbox-deposit"
        >
          {t('sandbox.deposit')}
        </Button>
      </form>
      {deposit.data === undefined ? null : (
        <p className="dim" role="status">
          {t('sandbox.deposited', { amount: full(deposit.data.amount), asset: deposit.data.asset })}
        </p>
      )}
    </Section>
  )
}

const COUNTS = ['10', '100', '1000'] as const
const WAYS = ['rest', 'cross'] as const

/** Places many orders as the account would. */
export function BurstSection({ account }: Props) {
  const { t } = useTranslation()
  const { api } = useServices()
  const { data: markets } = useMarkets()
  const [symbol, setSymbol] = useState('MXUSDT')
  const [count, setCount] = useState<(typeof COUNTS)[number]>('10')
  const [way, setWay] = useState<(typeof WAYS)[number]>('rest')
  const burst = useSandboxChange((wish: BurstWish) => api.sandboxBurst(account.apiKey, wish))
  return (
    <Section title={t('sandbox.burst')} error={burst.error}>
      <div className={styles.row}>
        <Choose
          className={styles.grow ?? ''}
          searchable
          limit={50}
          aria-label={t('sandbox.symbol')}
          options={(markets ?? []).map(({ symbol: name }) => ({ value: name, label: name }))}
          value={symbol}
          onChange={setSymbol}
        />
        <Choose
          w={70}
          aria-label={t('sandbox.count')}
          options={COUNTS.map((value) => ({ value, label: value }))}
          value={count}
          onChange={setCount}
        />
      </div>
      <div className={styles.row}>
        <Choose
          className={styles.grow ?? ''}
          aria-label={t('column.type')}
          options={WAYS.map((value) => ({ value, label: t(`sandbox.${value}`) }))}
          value={way}
          onChange={setWay}
        />
        <Button
          size="compact-md"
          disabled={burst.isPending}
          onClick={() => burst.mutate({ symbol, count: Number(count), side: 'BUY', cross: way === 'cross' })}
        >
          {t('sandbox.place')}
        </Button>
      </div>
      {burst.data === undefined ? null : (
        <p className="dim num" role="status">
          {t('sandbox.placed', burst.data)}
        </p>
      )}
    </Section>
  )
}
