/** Tells i18next the page's words, so that a key without words does not compile. */

import type { Words } from './words.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'page'
    resources: { page: Words }
    returnNull: false
  }
}
