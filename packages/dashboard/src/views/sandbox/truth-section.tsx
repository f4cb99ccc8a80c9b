/** The exchange's own balances beside the ledger's. */

import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import type { SandboxAccount } from '../../live/sandbox-api.ts'
import { type BothSides, compareTruth, openOrdersOf } from '../../state/queries/sandbox-truth.ts'
import { useAccountServices } from '../../state/store/use-account-data.ts'
import styles from './sandbox.module.css'
import { Section } from './section.tsx'

type TruthSectionProps = { readonly account: SandboxAccount; readonly isPaused: boolean }

/** Compares ledger and truth on request. While the clock is paused, no push is pending. */
export function TruthSection({ account, isPaused }: TruthSectionProps) {
  const { t } = useTranslation()
  const { api, store } = useAccountServices()
  const look = useMutation({
    mutationFn: async () => {
      const truth = await api.sandboxTruth(account.apiKey)
      return {
        sides: compareTruth(truth, store.read('assets') ?? []),
        open: { exchange: openOrdersOf(truth), ledger: store.read('openOrders')?.length ?? 0 },
      }
    },
  })
  const differing = look.data?.sides.filter(({ isSame }) => !isSame).length ?? 0
  return (
    <Section
      title={t('sandbox.truth')}
      hint={t('sandbox.truthHint')}
      error={look.error}
      action={
        <Button size="compact-xs" variant="default" disabled={look.isPending} onClick={() => look.mutate()}>
          {t('sandbox.look')}
        </Button>
      }
    >
      {look.data === undefined ? null : (
        <>
          <p role="status" className={differing === 0 ? '' : styles.unsure} data-testid="sandbox-truth">
            {differing === 0
              ? t('sandbox.same', { count: look.data.sides.length })
              : t(isPaused ? 'sandbox.differsPaused' : 'sandbox.differs', { count: differing })}
          </p>
          <p className="dim num">{t('sandbox.openOrdersLine', look.data.open)}</p>
          <Sides sides={look.data.sides} />
        </>
      )}
    </Section>
  )
}

function Sides({ sides }: { readonly sides: readonly BothSides[] }) {
  const { t } = useTranslation()
  const words = ({ free, locked }: BothSides['ledger']) =>
    locked === '0' ? full(free) : `${full(free)} + ${full(locked)}`
  return (
    <table className={styles.truth}>
      <thead>
        <tr>
          <th scope="col">{t('column.asset')}</th>
          <th scope="col">{t('sandbox.exchange')}</th>
          <th scope="col">{t('sandbox.ledger')}</th>
        </tr>
      </thead>
      <tbody>
        {sides.map((side) => (
          <tr key={side.asset} data-differs={!side.isSame || undefined}>
            <th scope="row">{side.asset}</th>
            <td className="num private">{words(side.exchange)}</td>
            <td className="num private">{words(side.ledger)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
