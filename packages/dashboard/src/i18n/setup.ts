/** Starts the page's languages. Both are bundled: switching is instant and asks nobody. */

import i18next, { type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../settings/preferences.ts'
import { en, zhTw } from './words.ts'

/** An i18n instance in `language`, ready when returned. */
export function createI18n(language: Language): i18n {
  const instance = i18next.createInstance()
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'page',
    nsSeparator: false,
    resources: { en: { page: en }, 'zh-TW': { page: zhTw } },
    initAsync: false,
    interpolation: { escapeValue: false },
  })
  return instance
}
