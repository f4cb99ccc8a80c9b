import { expect, test } from 'vitest'
import { plainTextOnly, trustPlainText } from './trusted-html.ts'

test.each([
  ['', ''],
  ['*, *::before {transition: none !important}', '*, *::before {transition: none !important}'],
  ['<img src=x onerror=alert(1)>', null],
  ['text</style><script>', null],
])('%j becomes HTML as %j', (text, made) => {
  expect(plainTextOnly(text)).toBe(made)
})

test('a browser without Trusted Types is unaffected, others get the one policy', () => {
  const made: string[] = []
  trustPlainText({})
  trustPlainText({ trustedTypes: { createPolicy: (name) => made.push(name) } })
  expect(made).toEqual(['default'])
})
