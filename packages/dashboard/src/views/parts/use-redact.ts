/** Amounts within sentences, which cannot be blurred apart: in privacy mode dots stand for them. */

import { usePreferences } from '../../settings/services.ts'

/** Text in place of a hidden amount. */
export const HIDDEN = '•••'

/** Answers the text of an amount, or what hides it. */
export function useRedact(): (amount: string) => string {
  const [{ privacy }] = usePreferences()
  return (amount) => (privacy ? HIDDEN : amount)
}
