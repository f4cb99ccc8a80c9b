/** The systemd unit: hardened, without keys, and started from the folder that the installation makes. */

import { expect, test } from 'vitest'
import { text } from './files.ts'

const unit = text('systemd/spotdeck.service').split('\n')

test.each([
  'User=spotdeck',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'StateDirectory=spotdeck',
  'StateDirectoryMode=0700',
  'StandardOutput=null',
  'LimitCORE=0',
])('the unit says %s', (line) => {
  expect(unit).toContain(line)
})

test('the key is a credential of the service manager, which the configuration reads where it is', () => {
  expect(unit).toContain('LoadCredential=main.json:/etc/spotdeck/main.json')
  expect(text('systemd/spotdeck.json')).toContain('["cat", "/run/credentials/spotdeck.service/main.json"]')
})

test('the command, its folders and its configuration are those of the guide', () => {
  const guide = text('../docs/deploy.md')
  expect(unit).toContain('ExecStart=/usr/bin/node /opt/spotdeck/bin/spotdeck gateway')
  for (const path of ['scripts/assemble.mjs /opt/spotdeck', '/etc/spotdeck/spotdeck.json', '/var/lib/spotdeck'])
    expect(guide).toContain(path)
})
