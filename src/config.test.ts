import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'

import { Value } from 'typebox/value'

import { ConfigError, Environment, parseConfig } from './config.ts'

describe('the configuration', () => {
  it('has a default for everything', () => {
    const config = parseConfig({})
    assert.equal(config.port, 8000)
    assert.equal(config.host, '127.0.0.1')
    assert.equal(config.publicUrl, undefined)
    assert.equal(config.timeZone, 'America/New_York')
    assert.deepEqual(config.database, { engine: 'embedded', directory: './data' })
  })

  it('takes an empty variable for an absent one, and a slash at the end of the public address for none', () => {
    assert.equal(parseConfig({ PORT: '' }).port, 8000)
    assert.equal(parseConfig({ PUBLIC_URL: 'https://packages.example/' }).publicUrl, 'https://packages.example')
  })

  it('names every wrong variable at once, and never shows the address of the database', () => {
    const wrong = {
      PORT: 'eighty',
      PUBLIC_URL: 'packages.example',
      TIME_ZONE: 'Mars/Olympus',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://secret@x/y',
    }
    assert.throws(
      () => parseConfig(wrong),
      (error) => {
        assert.ok(error instanceof ConfigError)
        for (const name of Object.keys(wrong)) assert.match(error.message, new RegExp(`^${name}: `, 'm'))
        assert.doesNotMatch(error.message, /secret/)
        return true
      },
    )
  })

  it('refuses half of a GitHub app, a short secret and proxies that are no networks', () => {
    assert.throws(() => parseConfig({ GITHUB_CLIENT_ID: 'id' }), /GITHUB_CLIENT_SECRET/)
    assert.throws(() => parseConfig({ GITHUB_URL: 'github.com' }), /^ConfigError: GITHUB_URL: /)
    assert.throws(
      () => parseConfig({ SESSION_SECRET: 'hunter2' }),
      (error) => error instanceof ConfigError && !/hunter2/.test(error.message),
    )
    for (const wrong of ['proxy.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0.1/8/9', '::1/129']) {
      assert.throws(() => parseConfig({ TRUSTED_PROXIES: wrong }), ConfigError, wrong)
    }
    const { trustedProxies } = parseConfig({ TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,2001:db8::/32' })
    assert.deepEqual(trustedProxies, ['loopback', '10.0.0.0/8', '2001:db8::/32'])
  })

  it('takes only time zones that PostgreSQL reads the same way', () => {
    assert.throws(() => parseConfig({ TIME_ZONE: '+02:00' }), ConfigError)
    assert.equal(parseConfig({ TIME_ZONE: 'UTC' }).timeZone, 'UTC')
  })

  it('stands whole in the README, with the same defaults', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const defaults = Value.Create(Environment)
    for (const [name, value] of Object.entries(defaults)) {
      const row = readme.split('\n').find((line) => line.startsWith('| `') && line.split(' | ')[0]?.includes(`\`${name}\``))
      assert.ok(row, name)
      if (value !== '') assert.ok(row.includes(`\`${String(value)}\``), row)
    }
  })
})
