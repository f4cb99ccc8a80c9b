import { describe, expect, it } from 'vitest'
import { storeErrorOf } from './store-error.ts'

const codeFor = (code: string): unknown => storeErrorOf(Object.assign(new Error('driver'), { code }))

describe('an error of the driver', () => {
  it.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ENOTFOUND', 'EPIPE', 'EIO', 'E2BIG', ''],
    ...['08006', '25006', '40001', '53300', '55P03', '57014', '57P03', '58030', '58P01'],
  ])('passes: %s', (code) => {
    expect(codeFor(code)).toMatchObject({ code: 'STORE_UNREACHABLE' })
  })

  it.each(['23505', '25001', '28P01', '42P01', '55000', 'XX001', 'ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED'])(
    'does not pass: %s',
    (code) => {
      expect(codeFor(code)).toMatchObject({ code: 'STORE_REFUSED' })
    },
  )
})
