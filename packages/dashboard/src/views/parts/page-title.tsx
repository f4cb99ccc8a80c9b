/** Title of the page for the tab, the history and screen readers; sighted users have the navigation. */

import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** The page's one first heading, not shown. */
export function PageTitle({ title }: { readonly title: string }) {
  const { t } = useTranslation()
  const name = t('app.name')
  useEffect(() => {
    document.title = `${title} · ${name}`
  }, [title, name])
  return <h1 className="visually-hidden">{title}</h1>
}
