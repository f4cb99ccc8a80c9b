import { describe, expect, it } from 'vitest'
import { hostsOf, parseRedisAddress, redisPasswords } from './address.ts'
import { checkTargets, namesOf } from './target.ts'

function address(url: string) {
  const parsed = parseRedisAddress(url)
  if ('trouble' in parsed) throw new Error(parsed.trouble)
  return parsed.address
}
const trouble = (url: string): string => {
  const parsed = parseRedisAddress(url)
  return 'trouble' in parsed ? parsed.trouble : ''
}

describe('an address of Redis', () => {
  it('names one server, with TLS or without', () => {
    expect(address('redis://127.0.0.1')).toMatchObject({ kind: 'single', tls: false, database: 0 })
    expect(address('rediss://desk:p%40ss:w@redis.example:7000/3')).toMatchObject({
      kind: 'single',
      tls: true,
      nodes: [{ host: 'redis.example', port: 7_000 }],
      username: 'desk',
      password: 'p@ss:w',
      database: 3,
    })
    expect(address('redis://:p@[::1]:7000')).toMatchObject({
      nodes: [{ host: '::1', port: 7_000 }],
      username: undefined,
    })
  })

  it('names a group by its Sentinels, and a Cluster by some of its servers', () => {
    const group = address('redis+sentinel://u:p@a,b:5000/desk/2?sentinelUser=w&sentinelPassword=s%2F')
    expect(group).toMatchObject({
      kind: 'sentinel',
      nodes: [
        { host: 'a', port: 26_379 },
        { host: 'b', port: 5_000 },
      ],
      name: 'desk',
      database: 2,
      watcher: { username: 'w', password: 's/' },
    })
    const cluster = address('rediss+cluster://a:7000,b:7001,[::1]:7002')
    expect([cluster.kind, cluster.tls, hostsOf(cluster)]).toEqual(['cluster', true, 'a:7000,b:7001,[::1]:7002'])
  })

  it('is refused with the next step and without its password where it is none', () => {
    const cases = {
      'http://u:hunter22@h': 'url must be redis://',
      'redis://u:hunter22@': 'url must be redis://',
      'redis://u:hunter22@a,b': 'for several hosts',
      'redis+cluster://u:hunter22@a,b:x': 'for several hosts',
      'redis+sentinel://u:hunter22@a,b': 'name the group',
      'redis+sentinel://u:hunter22@a/desk/x': 'number of a database',
      'redis://u:hunter22@a/0/1': 'number of a database',
      'redis+cluster://u:hunter22@a/1': 'one database',
    }
    for (const [url, text] of Object.entries(cases)) {
      expect(trouble(url)).toContain(text)
      expect(trouble(url)).not.toContain('hunter22')
    }
  })

  it('gives its passwords as they are written and as they are meant', () => {
    const url = 'redis+sentinel://u:p%40ss@a/desk?sentinelPassword=s%2F'
    expect(redisPasswords(url)).toEqual(expect.arrayContaining(['p%40ss', 'p@ss', 's/']))
    expect(redisPasswords('redis://a')).toEqual([])
    expect(redisPasswords('none')).toEqual([])
  })

  it('keeps the keys of one account of a Cluster in one slot, and no others', () => {
    const names = (url: string) => {
      const checked = checkTargets([{ url, audience: 'owner' }])
      const [target] = 'targets' in checked ? checked.targets : []
      return target && namesOf(target, 'main', 'e')
    }
    expect(names('redis://a')).toEqual({
      stream: 'spotdeck:main:e',
      epoch: 'spotdeck:main:epoch',
      channel: 'spotdeck:main:',
    })
    const { stream, epoch, channel } = names('redis+cluster://a') ?? {}
    expect([stream, epoch, channel]).toEqual(['spotdeck:{main}:e', 'spotdeck:{main}:epoch', 'spotdeck:main:'])
  })
})
