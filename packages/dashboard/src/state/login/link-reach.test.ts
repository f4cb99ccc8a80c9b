import { expect, test } from 'vitest'
import { linkReach } from './link-reach.ts'

test.each([
  ['http://127.0.0.1:8787/#login=a', 'machine'],
  ['http://localhost:8787/', 'machine'],
  ['http://[::1]:8787/', 'machine'],
  ['http://192.168.1.20:8787/', 'network'],
  ['http://172.31.0.2/', 'network'],
  ['http://100.100.1.1/', 'network'],
  ['http://[fd00::1]/', 'network'],
  ['http://nas/', 'network'],
  ['https://desk.local/', 'network'],
  ['http://172.32.0.2/', 'anywhere'],
  ['https://[2001:db8::1]/', 'anywhere'],
  ['https://desk.example.com/#login=a', 'anywhere'],
  ['https://10.example.com/', 'anywhere'],
])('the link %s opens on: %s', (url, reach) => {
  expect(linkReach(url)).toBe(reach)
})
