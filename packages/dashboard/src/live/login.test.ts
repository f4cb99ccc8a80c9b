import { describe, expect, it } from 'vitest'
import { loginCode, pastedCode } from './login.ts'

describe('a pasted link', () => {
  const code = `sdl_${'x-Y_'.repeat(10)}`

  it('gives its code, whole or in part', () => {
    for (const text of [
      `https://desk.example/#login=${code}`,
      ` http://127.0.0.1:8787/#login=${code}\n`,
      `#login=${code}`,
      `login=${code}`,
      `Spotdeck ready: http://127.0.0.1:8787/#login=${code} (sandbox exchange http://127.0.0.1:8788)`,
      `<http://127.0.0.1:8787/#login=${code}>`,
      code,
    ])
      expect([text, pastedCode(text)]).toEqual([text, code])
  })

  it('gives nothing where there is none', () => {
    for (const text of ['', 'https://desk.example/', 'https://desk.example/#login=', 'hello', 'sdt_token', '#x'])
      expect([text, pastedCode(text)]).toEqual([text, undefined])
    expect(loginCode('')).toBeUndefined()
  })
})
