/** Messages for the gateway's codes in the user's language, from the API's catalogue. */

import { type CatalogueKey, type Params, isCatalogueKey, formatMessage, formatCode } from '@spotdeck/api'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../live/api-client.ts'
import { PasskeyFailure } from '../live/browser-passkeys.ts'
import { usePreferences } from '../settings/services.ts'

/** A family of codes in the catalogue. */
export type CodeFamily = FamilyOf<CatalogueKey>

type FamilyOf<Key extends string> = Key extends `${infer Family}.${string}` ? Family : never

/** Says a code of the API in the chosen language; a code without words is shown as it is. */
export function useMessage(): (family: CodeFamily, code: string, params?: Params) => string {
  const [{ language }] = usePreferences()
  return useCallback((family, code, params) => formatCode(language, family, code, params), [language])
}

/** A status as a sentence, with what brought it about where that is known. */
export function useStatusText(): (code: string, params: Params) => string {
  const [{ language }] = usePreferences()
  return useCallback(
    (code, params) => {
      const words = formatCode(language, 'status', code, params)
      const cause = `cause.${params['cause']}`
      if (!isCatalogueKey(cause)) return words
      return `${formatMessage(language, cause)}${language === 'en' ? ' ' : ''}${words}`
    },
    [language],
  )
}

/** Says what went wrong with a call. */
export function useSayError(): (error: unknown) => string {
  const sayOf = useMessage()
  const { t } = useTranslation()
  return useCallback(
    (error) => {
      if (error instanceof PasskeyFailure) return t(`passkeys.${error.code}`)
      if (!(error instanceof ApiError)) return t('error.unknown', { code: 'INTERNAL' })
      const { code } = error
      if (code === 'GATEWAY_UNREACHABLE' || code === 'GATEWAY_TIMEOUT' || code === 'GATEWAY_UNREADABLE') {
        return t(`error.${code}`)
      }
      const words = sayOf('problem', error.code, error.params)
      return words === error.code ? t('error.unknown', { code: error.code }) : words
    },
    [sayOf, t],
  )
}

/** A word of the catalogue where it stands alone: with a capital, in languages that have them. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
