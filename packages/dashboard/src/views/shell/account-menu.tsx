/** Menu of the accounts: the one on screen, and the choice of another. */

import type { AccountInfo } from '@spotdeck/api'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useServices } from '../../settings/services.ts'
import { Icon } from '../parts/icons.tsx'
import { ButtonMenu } from '../parts/menu.tsx'
import styles from './shell.module.css'

type AccountMenuProps = { readonly accounts: readonly AccountInfo[]; readonly account: string }

/** A menu of accounts, and signing out. */
export function AccountMenu({ accounts, account }: AccountMenuProps) {
  const { t } = useTranslation()
  const { api } = useServices()
  const client = useQueryClient()
  const [, setSearch] = useSearchParams()
  const current = accounts.find((candidate) => candidate.id === account)
  const signOut = async () => {
    try {
      await api.logout()
    } finally {
      await client.resetQueries({ queryKey: ['session'] })
    }
  }
  return (
    <ButtonMenu
      position="bottom-start"
      widthPx={220}
      heading={t('nav.account')}
      button={
        <button
          type="button"
          className={styles.account}
          aria-label={t('nav.accountIs', { account: current?.label ?? account })}
        >
          <span className="truncate">{current?.label ?? account}</span>
          <Icon name="chevron" size={12} />
        </button>
      }
      items={[
        ...accounts.map(({ id, label }) => ({
          key: id,
          label,
          isCurrent: id === account,
          onPick: () => setSearch(id === accounts[0]?.id ? {} : { account: id }),
        })),
        { key: '', label: t('action.signOut'), icon: 'sign-out', isApart: true, onPick: () => void signOut() },
      ]}
    />
  )
}
