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

  it('takes only time zones that PostgreSQL reads the same way', () => {
    assert.throws(() => parseConfig({ TIME_ZONE: '+02:00' }), ConfigError)
    assert.equal(parseConfig({ TIME_ZONE: 'UTC' }).timeZone, 'UTC')
  })

  it('stands whole in the README, with the same defaults', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const defaults = Value.Create(Environment)
    for (const [name, value] of Object.entries(defaults)) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`))
      assert.ok(row, name)
      if (value !== '') assert.ok(row.includes(`\`${String(value)}\``), row)
    }
  })
})
